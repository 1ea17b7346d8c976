import {
  catalogue,
  followJob,
  PosthumanError,
  type Client,
  type ErrorCode,
  type JobUpdate,
} from "@posthuman/sdk";
import { readable } from "./readable.ts";

/**
 * Shows what happens to a job until it ends: a line of text each, or of JSON.
 * @returns The child's datatoken, if one was born.
 * @throws PosthumanError the reason, if the job failed; `JOB_GIVEN_UP` for one that the catalogue has no words for.
 */
export async function showJob(
  client: Client,
  id: string,
  { endpoint, json }: { readonly endpoint?: string | undefined; readonly json?: boolean | undefined },
): Promise<string | undefined> {
  let child: string | undefined;
  for await (const update of followJob(client, id, endpoint === undefined ? {} : { endpoint })) {
    const text = json ? JSON.stringify(update) : describe(update);
    if (text !== undefined) process.stderr.write(`${readable(text)}\n`);
    if (update.type === "birth") child = update.child;
    if (update.type === "state" && update.reason) throw failure(update.reason);
  }
  return child;
}

/** A worker writes the reason on chain itself, so it may be anything. */
function failure(reason: string): PosthumanError {
  if (Object.hasOwn(catalogue, reason)) return new PosthumanError(reason as ErrorCode);
  return new PosthumanError("JOB_GIVEN_UP", { reason });
}

function describe(update: JobUpdate): string | undefined {
  if (update.type === "state") return `on chain: ${update.state}`;
  if (update.type === "birth") return `a model was born: ${update.child}`;
  if (update.type === "progress") return undefined;
  const { event, step, total, loss, eta_s: eta } = update.event;
  if (event !== "progress") return undefined;
  const details = [
    `step ${step} of ${total}`,
    ...(typeof loss === "number" ? [`loss ${loss.toFixed(3)}`] : []),
    ...(typeof eta === "number" ? [`${Math.round(eta)} s left`] : []),
  ];
  return details.join(", ");
}
