import {
  executePlan,
  followJob,
  getJob,
  planRequest,
  PosthumanError,
  resultOf,
  type ErrorCode,
  type JobUpdate,
  type Receipt,
  type WantedJob,
} from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import type { Account } from "../stack/startStack.ts";
import type { ReportJob } from "./report.ts";
import { secondsLeft, type Screen } from "./screen.ts";

/** What to run, for whom, and where the results go. */
export interface JobToRun {
  readonly requester: Account;
  readonly job: WantedJob & { readonly endpoint: string };
  /** Folder for the results. */
  readonly folder: string;
}

/** A job that was settled. */
export interface FinishedJob {
  readonly id: string;
  /** Its line of the report; the model's name is not known here. */
  readonly line: Omit<ReportJob, "model">;
  readonly receipt: Receipt;
  /** The child's datatoken, if one was born. */
  readonly child?: string;
}

/** Requests a job, shows how it goes, and fetches its results, which are checked against the chain. */
export async function runDemoJob(screen: Screen, { requester, job, folder }: JobToRun): Promise<FinishedJob> {
  const { client } = requester;
  const plan = await planRequest(client, job);
  const onUpload = (_name: string, sent: number, total: number) =>
    screen.progress("upload  ", sent / total, `${Math.round(total / 1024)} KiB`);
  let started = performance.now();
  const { result: requested } = await executePlan(client, {
    ...plan,
    async prepare() {
      await plan.prepare({ onUpload });
      // The report counts from the request on.
      started = performance.now();
    },
  });
  const { id } = requested;
  screen.say(`paid and requested: job ${id.slice(0, 10)}…`);
  const gas: Record<string, number> = { Requested: Number(requested.gasUsed) };
  let child: string | undefined;
  let seconds = 0;
  for await (const update of followJob(client, id, { endpoint: job.endpoint, pollMs: 250 })) {
    showUpdate(screen, job.kind, update);
    if (update.type === "birth") child = update.child;
    if (update.type !== "state") continue;
    if (update.reason) throw new PosthumanError(update.reason as ErrorCode);
    const mined = await client.provider.getTransactionReceipt(update.transaction);
    gas[update.state] ??= Number(mined!.gasUsed);
    if (update.state === "Settled") seconds = Math.round((performance.now() - started) / 100) / 10;
  }
  const { receipt } = await fetchResults(client, { endpoint: job.endpoint, job: id, folder });
  screen.say(`${receipt.files.length} files fetched, and they match what is on chain`);
  const { resultRoot } = await resultOf(client, id);
  const { state } = await getJob(client, id);
  const { Requested = 0, Leased = 0, Submitted = 0, Settled = 0 } = gas;
  const line = {
    id,
    kind: job.kind,
    state,
    seconds,
    resultRoot,
    gas: { request: Requested, lease: Leased, submit: Submitted, settle: Settled },
  };
  return { id, line, receipt, ...(child === undefined ? {} : { child }) };
}

function showUpdate(screen: Screen, kind: string, update: JobUpdate): void {
  if (update.type === "state" && update.state !== "Requested") screen.say(`on chain: ${update.state}`);
  if (update.type !== "event" || update.event.event !== "progress") return;
  const { step = 0, total = 1, phase, loss, tokens_per_s: speed, eta_s: eta } = update.event;
  const details = [
    phase === undefined || phase === "training" ? "" : phase,
    loss === undefined ? "" : `loss ${loss.toFixed(2)}`,
    speed === undefined ? "" : `${Math.round(speed)} tokens/s`,
    secondsLeft(eta),
  ];
  screen.progress(kind.padEnd(8), step / total, details.filter(Boolean).join(" · "));
}
