import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../crashPoint.ts";
import type { SenderContext } from "./SenderContext.ts";

/** How nodes say that they have these very bytes already. */
const KNOWN = /already known|already imported|known transaction|already exists/i;

/**
 * Gives the newest signed bytes to the node. A refusal is only told of: whether it matters is seen from nonces and
 * receipts, which the watching of the transaction reads.
 */
export async function broadcast({ rpc, journal, onFailure }: SenderContext, key: string): Promise<void> {
  const raw = journal.attempts(key)[0]?.raw;
  try {
    await rpc.call("eth_sendRawTransaction", [raw]);
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
    if (!KNOWN.test(String(error.args["reason"]))) return onFailure(error);
  }
  crashPoint("sender.sent");
  journal.broadcast(key);
  crashPoint("sender.broadcast");
}
