import { checkedAddress } from "../client/checks.ts";
import { signingAccount, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { claimableOf } from "../income/claimableOf.ts";
import { claimFor } from "../income/claimFor.ts";
import { listModels } from "../models/listModels.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What is to be taken out, and for whom. */
export interface WantedClaim {
  /** Default: OCEAN and every model's datatokens. */
  readonly tokens?: readonly string[];
  /** The account that earned it and gets it; default: the client's account. */
  readonly account?: string | undefined;
}

/** What somebody who claims decides by. */
export interface ClaimTerms {
  readonly account: string;
  /** What the account gets; none of it is zero. */
  readonly earned: readonly Amount[];
}

/**
 * Plans to take out what an account earned.
 *
 * @throws PosthumanError `NOTHING_TO_MOVE`, `ADDRESS_INVALID`, `SIGNER_MISSING`.
 *
 * @example
 * const { terms } = await planClaim(client, { tokens: [model] });
 */
export async function planClaim(
  client: Client,
  wanted: WantedClaim = {},
): Promise<Plan<ClaimTerms, readonly Amount[]>> {
  const account = checkedAddress(wanted.account ?? signingAccount(client).account, "account");
  const tokens = wanted.tokens ?? (await allTokens(client));
  const claimable = await Promise.all(tokens.map((token) => claimableOf(client, { account, token })));
  const earned = tokens
    .map((token, i) => ({ token, amount: claimable[i]! }))
    .filter(({ amount }) => amount > 0n);
  if (earned.length === 0)
    throw new PosthumanError("NOTHING_TO_MOVE", { token: wanted.tokens?.join(", ") ?? "(any)" });
  return {
    terms: { account, earned },
    async act(sender) {
      const claimed: Amount[] = [];
      for (const { token } of earned) {
        const { result: amount } = await claimFor(sender, { account, token });
        claimed.push({ token, amount });
      }
      return claimed;
    },
  };
}

async function allTokens(client: Client): Promise<string[]> {
  return [client.addresses.ocean.Token, ...(await listModels(client)).map(({ address }) => address)];
}
