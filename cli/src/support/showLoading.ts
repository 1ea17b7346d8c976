import type { WorkerEvent } from "@posthuman/sdk";
import { readable } from "./readable.ts";

/** Shows on stderr what a worker tells while it converts and loads a model: a line of text each, or of JSON. */
export function showLoading(json: boolean | undefined): (event: WorkerEvent) => void {
  return (event) => {
    const text = json ? JSON.stringify(event) : describe(event);
    if (text !== undefined) process.stderr.write(`${readable(text)}\n`);
  };
}

function describe({ event, state, step, total, engine, context }: WorkerEvent): string | undefined {
  if (event === "state") return `on chain: ${state}`;
  if (event === "start") return "loading the model";
  if (event === "progress" && step !== undefined) {
    return total === undefined ? `step ${step}` : `step ${step} of ${total}`;
  }
  if (event === "ready")
    return `the model is loaded: ${String(engine)}, context of ${String(context)} tokens`;
  return undefined;
}
