import { PosthumanError } from "../errors/PosthumanError.ts";
import type { ERC20Permit } from "../generated/ERC20Permit.ts";
import { ERC20Permit__factory } from "../generated/factories/ERC20Permit__factory.ts";
import { checkedAddress } from "./checks.ts";
import { read, signingAccount, type Client } from "./Client.ts";
import { sendTransaction } from "./sendTransaction.ts";

/** What a contract is to be allowed. */
interface AllowParameters {
  readonly token: string;
  readonly spender: string;
  /** In the token's smallest unit. */
  readonly amount: bigint;
  /** Whether an approval may be sent where one is needed; default true. */
  readonly approve?: boolean | undefined;
}

/**
 * Makes sure that a contract may take an amount from the client's account: approves exactly that amount, if less is
 * approved so far.
 *
 * @returns Gas of the approval; 0 if none was needed.
 * @throws PosthumanError `NO_ALLOWANCE` if less is approved and `approve` is false.
 */
export async function allow(client: Client, parameters: AllowParameters): Promise<bigint> {
  const { token: address, spender, amount, approve = true } = parameters;
  const { account } = signingAccount(client);
  const token = tokenAt(client, address);
  const have = await read(client, () => token.allowance(account, spender));
  if (have >= amount) return 0n;
  if (!approve) {
    throw new PosthumanError("NO_ALLOWANCE", { token: address, spender, account, have, need: amount });
  }
  return (await sendTransaction(client, token.approve, [spender, amount])).gasUsed;
}

/**
 * A token's contract, with the client's signer if it has one. Not every token knows the permits of ERC-2612.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 */
export function tokenAt({ signer, provider }: Client, address: string): ERC20Permit {
  return ERC20Permit__factory.connect(checkedAddress(address, "token"), signer ?? provider);
}
