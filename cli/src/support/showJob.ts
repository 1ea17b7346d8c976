import { followJob, PosthumanError, type Client, type ErrorCode, type JobUpdate } from "@posthuman/sdk";

/**
 * Shows what happens to a job until it ends: a line of text each, or of JSON.
 * @throws PosthumanError the reason, if the job failed.
 */
export async function showJob(
  client: Client,
  id: string,
  { endpoint, json }: { readonly endpoint?: string | undefined; readonly json?: boolean | undefined },
): Promise<void> {
  for await (const update of followJob(client, id, endpoint === undefined ? {} : { endpoint })) {
    const text = json ? JSON.stringify(update) : describe(update);
    if (text !== undefined) process.stderr.write(`${text}\n`);
    if (update.type === "state" && update.reason) throw new PosthumanError(update.reason as ErrorCode);
  }
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
