import { setTimeout as sleep } from "node:timers/promises";
import { balanceOf, fetchJob, followJob, type Client, type JobUpdate } from "@posthuman/sdk";

/** Everything that happens to a job until it ends. */
export async function watchJob(client: Client, id: string): Promise<JobUpdate[]> {
  const updates: JobUpdate[] = [];
  for await (const update of followJob(client, id, { pollMs: 100 })) updates.push(update);
  return updates;
}

/** The states that a job went through. */
export function statesOf(updates: readonly JobUpdate[]): string[] {
  return updates.flatMap((update) => (update.type === "state" ? [update.state] : []));
}

/** Waits until the worker says why it does not take the job, and gives the code. */
export async function refusalOf(url: string, id: string): Promise<string> {
  for (;;) {
    const job = await fetchJob(url, id).catch(() => undefined);
    // Until an earlier job has ended, that alone is the reason.
    if (job?.error && job.error.code !== "WORKER_FULL") return job.error.code;
    await sleep(50);
  }
}

/** What an account holds of some tokens. */
export async function holdingsOf(client: Client, tokens: readonly string[]): Promise<bigint[]> {
  const account = client.account ?? "";
  return Promise.all(tokens.map((token) => balanceOf(client, { token, account })));
}
