import type { ChainJob } from "../job/ChainJob.ts";

/** Who decides, and when. */
export interface Standpoint {
  readonly worker: string;
  /** The chain's time in seconds. */
  readonly now: number;
  /** Whether to do what others should have done. */
  readonly tidy: boolean;
  /** Seconds that others get to do it themselves. */
  readonly grace: number;
}

/** A next step: take it, go on running it, or one of the calls that anyone may make. */
export type Step = "take" | "run" | "settle" | "birth" | "lapse" | "expire";

const ANYONE = "0x0000000000000000000000000000000000000000";

/** The next step of a job by the chain alone; `undefined` if there is nothing to do, or not yet. */
export function decide(job: ChainJob, { worker, now, tidy, grace }: Standpoint): Step | undefined {
  const { worker: reservedFor, deadline } = job.terms;
  const mine = job.worker === worker;
  const after = (time: number) => (mine ? now > time : tidy && now > time + grace);
  switch (job.state) {
    case "Requested":
      if (now >= Number(deadline)) return tidy ? "expire" : undefined;
      // A worker whose lease lapsed may not take the job again.
      if (mine) return undefined;
      return reservedFor === ANYONE || reservedFor === worker ? "take" : undefined;
    case "Leased":
      if (now > job.until) return after(job.until) ? "lapse" : undefined;
      return mine ? "run" : undefined;
    case "Submitted":
      return after(job.until) ? "settle" : undefined;
    case "Settled":
      return job.birthDue && (mine || tidy) ? "birth" : undefined;
    default:
      return undefined;
  }
}

/** Whether a step may begin now, has to wait, or finds all slots taken. */
export type Turn = "now" | "later" | "full";

/** Which steps are under way, and when others may begin. */
export interface Schedule {
  /** Whether the step may begin. If it is not known yet whether the job opens a session, the schedule asks. */
  turnOf(job: ChainJob, step: Step): Turn;
  /** Begins a step; `work`'s signal fires when it is abandoned. */
  begin(job: ChainJob, step: Step, work: (abandoned: AbortSignal) => Promise<void>): void;
  /** Delays the step for some seconds, unless the job's state changes. */
  delay(job: ChainJob, step: Step, seconds: number): void;
  isBusy(id: string): boolean;
  /** Abandons the steps of the jobs that the callback picks. */
  abandon(isToEnd: (id: string) => boolean): void;
  /** Something changed: refusals may be void now, and missing manifests may have come. */
  refresh(): void;
  /** Resolves when every step under way has ended. */
  idle(): Promise<void>;
}

/** The schedule's limits and callbacks. */
export interface ScheduleOptions {
  /** Jobs at a time, not counting sessions. */
  readonly slots: number;
  /** Sessions at a time. */
  readonly sessionSlots: number;
  /** Whether an `infer` job opens a session; a failure counts as none. */
  opensSession(job: ChainJob): Promise<boolean>;
  /** Called when a step has ended, or it has become known whether a job opens a session. */
  onChange(): void;
}

interface RunningStep {
  readonly step: Step;
  readonly isSession: boolean;
  readonly ended: Promise<void>;
  readonly abandon: AbortController;
}

/** Makes a schedule without a step. */
export function createSchedule({ slots, sessionSlots, opensSession, onChange }: ScheduleOptions): Schedule {
  const running = new Map<string, RunningStep>();
  /** When a step may be tried again, in seconds of the monotonic clock. */
  const notBefore = new Map<string, number>();
  /** Whether `infer` jobs open sessions; "asked" until that is known. */
  const sessions = new Map<string, boolean | "asked">();

  const now = () => performance.now() / 1_000;
  const keyOf = ({ id, state, attempts }: ChainJob, step: Step) => `${step}:${id}:${state}:${attempts}`;

  function isFull(session: boolean): boolean {
    const alike = [...running.values()].filter(
      ({ step, isSession }) => (step === "take" || step === "run") && isSession === session,
    );
    return alike.length >= (session ? sessionSlots : slots);
  }

  function isSession({ id, terms }: ChainJob): boolean | undefined {
    const known = terms.kind === "infer" && sessions.get(id);
    return known === "asked" ? undefined : known;
  }

  function ask(job: ChainJob): void {
    if (sessions.has(job.id)) return;
    sessions.set(job.id, "asked");
    void opensSession(job)
      .catch(() => false)
      .then((found) => {
        sessions.set(job.id, found);
        onChange();
      });
  }

  return {
    turnOf(job, step) {
      if (running.has(job.id) || (notBefore.get(keyOf(job, step)) ?? 0) > now()) return "later";
      const session = isSession(job);
      if (session !== undefined) return step === "take" && isFull(session) ? "full" : "now";
      ask(job);
      return "later";
    },
    begin(job, step, work) {
      const abandon = new AbortController();
      const ended = work(abandon.signal).finally(() => {
        running.delete(job.id);
        onChange();
      });
      running.set(job.id, { step, isSession: isSession(job) ?? false, ended, abandon });
    },
    delay: (job, step, seconds) => void notBefore.set(keyOf(job, step), now() + seconds),
    isBusy: (id) => running.has(id),
    abandon(isToEnd) {
      for (const [id, { abandon }] of running) if (isToEnd(id)) abandon.abort();
    },
    refresh() {
      for (const key of notBefore.keys()) if (key.startsWith("take:")) notBefore.delete(key);
      for (const [id, found] of sessions) if (found === false && !running.has(id)) sessions.delete(id);
    },
    idle: async () => void (await Promise.all([...running.values()].map(({ ended }) => ended))),
  };
}
