import { read, type Client } from "../client/Client.ts";
import { earnsBirth, type Terms } from "../protocol/job.ts";
import type { Result } from "./resultOf.ts";

/**
 * Whether a result earns a birth once it is settled: it is a training that gained at least what the model's family
 * asks.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`, `RPC_UNREACHABLE`.
 */
export async function isBirthDue(client: Client, terms: Terms, result: Result): Promise<boolean> {
  if (!earnsBirth(terms.kind, result, 0n)) return false;
  const minGain = await read(client, () => client.contracts.registry.minGainOf(terms.model));
  return earnsBirth(terms.kind, result, minGain);
}
