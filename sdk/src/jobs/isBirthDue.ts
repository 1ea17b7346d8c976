import type { Client } from "../client/Client.ts";
import { read } from "../client/read.ts";
import type { Terms } from "../protocol/Terms.ts";
import type { Result } from "./resultOf.ts";

/**
 * Whether a result earns a birth once it is settled: it is a training that gained at least what the model's family asks.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`, `RPC_UNREACHABLE`.
 */
export async function isBirthDue(client: Client, terms: Terms, { gain }: Result): Promise<boolean> {
  if (terms.kind !== "train" || gain <= 0n) return false;
  return gain >= (await read(client, () => client.contracts.registry.minGainOf(terms.model)));
}
