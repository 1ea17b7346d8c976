import { Signature, TypedDataEncoder } from "ethers";
import { allow, tokenAt } from "../client/allow.ts";
import { read, signingAccount, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { ERC20Permit } from "../generated/ERC20Permit.ts";
import { formatAmount, WHOLE_TOKEN } from "../protocol/amounts.ts";
import type { Terms } from "../protocol/job.ts";

/** What a job takes of one token. */
export interface Cost {
  readonly token: string;
  /** Whole datatokens of the model and of other assets, in wei. */
  readonly datatokens: bigint;
  /** The fee offered. */
  readonly fee: bigint;
  /** The most that is paid for what is bought together with the job. */
  readonly purchases: bigint;
}

/** What a request takes into escrow, by token: one entry for a token that is model, asset or fee at once. */
export function costsOf({ model, assets, feeToken, maxFee }: Terms): Cost[] {
  const costs = [model, ...assets].map((token) => ({ ...nothing, token, datatokens: WHOLE_TOKEN }));
  return sumByToken(maxFee > 0n ? [...costs, { ...nothing, token: feeToken, fee: maxFee }] : costs);
}

/** Adds costs up, so that each token is in the result once, in the order in which they first appear. */
export function sumByToken(costs: readonly Cost[]): Cost[] {
  const sums = new Map<string, Cost>();
  for (const { token, datatokens, fee, purchases } of costs) {
    const before = sums.get(token) ?? nothing;
    sums.set(token, {
      token,
      datatokens: before.datatokens + datatokens,
      fee: before.fee + fee,
      purchases: before.purchases + purchases,
    });
  }
  return [...sums.values()];
}

const nothing = { datatokens: 0n, fee: 0n, purchases: 0n };

/**
 * How a contract is allowed to take what a job costs. `permit`: sign permits where a token knows them, approve where
 * not. `approve`: approve always. `none`: neither; what is not approved yet is an error.
 */
export type Payment = "permit" | "approve" | "none";

/**
 * Lets a contract take what a job costs, exactly: signs permits or sends approvals where less is allowed so far. Sends
 * nothing unless the account holds all of it.
 *
 * @param spender The vault or the checkout.
 * @param costs One for each token.
 * @returns Calldata of the permits that have to go with the request.
 * @throws PosthumanError `NOT_ENOUGH_DATATOKENS`, `NOT_ENOUGH_FEE`, `NOT_ENOUGH_TO_BUY`, `NO_ALLOWANCE`.
 */
export async function payFor(
  client: Client,
  spender: string,
  costs: readonly Cost[],
  payment: Payment,
): Promise<string[]> {
  for (const cost of costs) await requireBalance(client, cost);
  const permits: string[] = [];
  for (const cost of costs) {
    const permit = await permitOrApprove(client, spender, cost, payment);
    if (permit !== undefined) permits.push(permit);
  }
  return permits;
}

/** The balance pays the job's datatokens first, then its fee, then what is bought for it. */
async function requireBalance(client: Client, { token, datatokens, fee, purchases }: Cost): Promise<void> {
  const { account } = signingAccount(client);
  const have = await read(client, () => tokenAt(client, token).balanceOf(account));
  if (have < datatokens) {
    const amounts = { have: formatAmount(have), need: formatAmount(datatokens) };
    throw new PosthumanError("NOT_ENOUGH_DATATOKENS", { token, account, ...amounts });
  }
  const left = have - datatokens;
  if (left < fee) throw new PosthumanError("NOT_ENOUGH_FEE", { token, account, have: left, need: fee });
  if (left - fee < purchases) {
    throw new PosthumanError("NOT_ENOUGH_TO_BUY", { token, account, have: left - fee, need: purchases });
  }
}

async function permitOrApprove(
  client: Client,
  spender: string,
  { token: address, datatokens, fee, purchases }: Cost,
  payment: Payment,
): Promise<string | undefined> {
  const { account } = signingAccount(client);
  const token = tokenAt(client, address);
  const amount = datatokens + fee + purchases;
  const allowed = await read(client, () => token.allowance(account, spender));
  if (allowed >= amount) return undefined;
  if (payment === "permit") {
    const permit = await signPermit(client, token, { spender, value: amount });
    if (permit !== undefined) return permit;
  }
  await allow(client, { token: address, spender, amount, approve: payment !== "none" });
  return undefined;
}

const types = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** Never: what is permitted is exactly what the next transaction takes, and a nonce is used once. */
const deadline = 2n ** 256n - 1n;

/**
 * Signs an ERC-2612 permit for the vault or the checkout, if the token knows them.
 *
 * @returns Calldata for `permit` of the market or the checkout, who both take it in the same form; `undefined` if the
 * token has no permits in the usual form or the signer cannot sign them, and an approval is needed.
 */
async function signPermit(
  client: Client,
  token: ERC20Permit,
  { spender, value }: { readonly spender: string; readonly value: bigint },
): Promise<string | undefined> {
  const { signer, account: owner } = signingAccount(client);
  const verifyingContract = await token.getAddress();
  try {
    const [name, nonce, separator] = await Promise.all([
      token.name(),
      token.nonces(owner),
      token.DOMAIN_SEPARATOR(),
    ]);
    const domain = { name, version: "1", chainId: client.chainId, verifyingContract };
    if (TypedDataEncoder.hashDomain(domain) !== separator) return undefined;
    const message = { owner, spender, value, nonce, deadline };
    const { v, r, s } = Signature.from(await signer.signTypedData(domain, types, message));
    const values = [verifyingContract, value, deadline, v, r, s] as const;
    return client.contracts.market.interface.encodeFunctionData("permit", [...values]);
  } catch {
    // Tokens without these functions revert; wallets that cannot sign refuse. Either way an approval does it.
    return undefined;
  }
}
