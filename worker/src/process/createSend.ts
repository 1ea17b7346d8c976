import { PosthumanError, settlementGas, toTermsStruct, type Client, type Terms } from "@posthuman/sdk";
import type { Call, Send } from "../engine/Send.ts";
import type { Sender } from "../sender/createSender.ts";

/** Errors after which a key is used up, though the call may be right later. */
const SPENT = ["TRANSACTION_REVERTED", "TRANSACTION_REPLACED"] as const;

/**
 * Turns the engine's calls into transactions to the market. A call whose transaction was mined and reverted is spent:
 * asked again, it goes out under the next key.
 */
export function createSend({ contracts, addresses }: Client, sender: Pick<Sender, "send">): Send {
  const rounds = new Map<string, number>();
  return async ({ key, method, args, description }: Call) => {
    // All but `submit`, which names its job by its id, bring the job's terms first.
    const terms = method === "submit" ? undefined : (args[0] as Terms);
    const values = terms === undefined ? args : [toTermsStruct(terms), ...args.slice(1)];
    const data = contracts.market.interface.encodeFunctionData(method as "lease", values as never);
    const round = rounds.get(key) ?? 0;
    const request = {
      key: round === 0 ? key : `${key}#${round}`,
      to: addresses.posthuman.JobMarket,
      data,
      description,
    };
    try {
      await sender.send({ ...request, extraGas: terms === undefined ? 0n : settlementGas(terms) });
      rounds.delete(key);
    } catch (error) {
      if (SPENT.some((code) => PosthumanError.is(error, code))) rounds.set(key, round + 1);
      throw error;
    }
  };
}
