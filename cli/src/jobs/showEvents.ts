import type { WorkerEvent } from "@posthuman/sdk";
import { createStatusLine } from "../terminal/createStatusLine.ts";
import { readable } from "../terminal/print.ts";

/** Shows on stderr what a worker says about a job, until it is disposed. */
export interface EventDisplay extends Disposable {
  show(event: WorkerEvent): void;
  /** Puts a line above whatever goes on. */
  say(line: string): void;
}

/** What a job does when it begins, by the algorithm that it names. */
const work: Readonly<Record<string, string>> = {
  convert: "converting the model, once",
  serve: "loading the model",
  train: "training",
  evaluate: "measuring",
  generate: "answering",
};

/** Makes a display of a job's events: bars on a terminal, lines elsewhere. */
export function showEvents(job: string): EventDisplay {
  const status = createStatusLine(process.stderr);
  let doing = "working";
  let refusal: string | undefined;
  const say = (line: string) => status.say(readable(line));

  function progress({ phase = doing, step = 0, total = 0, loss, eta_s: eta }: WorkerEvent): void {
    doing = phase;
    const counted = phase === "training" ? [`step ${step} of ${total}`] : [];
    const details = [
      ...counted,
      ...(typeof loss === "number" ? [`loss ${loss.toFixed(3)}`] : []),
      ...(typeof eta === "number" && step < total ? [`${Math.round(eta)} s left`] : []),
    ];
    status.progress(readable(phase), total > 0 ? step / total : 0, details.join(", "));
  }

  function refused({ error }: WorkerEvent): void {
    // A worker that tries again repeats earlier reasons.
    if (error === undefined || error.code === refusal) return;
    refusal = error.code;
    if (!error.retryable) return;
    say(`not taken yet: ${error.message} (${error.code})`);
    say(`  ${error.cause} It tries again by itself; to take everything back: posthuman job cancel ${job}`);
  }

  return {
    say,
    show(event) {
      if (event.event === "start") {
        doing = work[String(event["algorithm"])] ?? "working";
        status.progress(doing, 0, "");
      } else if (event.event === "progress") progress(event);
      else if (event.event === "refused") refused(event);
      else if (event.event === "ready") {
        status.clear();
        say(`the model is loaded: ${String(event["engine"])}${contextOf(event)}`);
      } else if (event.event === "metrics") {
        const text = describeMetrics(event["metrics"]);
        if (text !== undefined) say(text);
      } else if (event.event === "end" || event.event === "error") status.clear();
    },
    [Symbol.dispose]: () => status.clear(),
  };
}

function contextOf({ context }: WorkerEvent): string {
  return typeof context === "number" && context > 0 ? `, context of ${context} tokens` : "";
}

/** What a training gained, in a line; nothing for metrics that are not a training's. */
export function describeMetrics(metrics: unknown): string | undefined {
  const { metric, bits_per_byte: bits, gain } = (metrics ?? {}) as Record<string, unknown>;
  const { name = "bits_per_byte", parent, child } = (metric ?? bits ?? {}) as Record<string, unknown>;
  if (typeof gain !== "number" || typeof parent !== "number" || typeof child !== "number") return undefined;
  const gained = gain > 0 ? `gained ${shown(gain)}` : "nothing gained";
  return `${String(name).replaceAll("_", " ")} on the held-out set: ${shown(parent)} → ${shown(child)}, ${gained}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
