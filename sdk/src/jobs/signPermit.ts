import { Signature, TypedDataEncoder } from "ethers";
import { signingAccount, type Client } from "../client/Client.ts";
import type { ERC20Permit } from "../generated/ERC20Permit.ts";

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
 * @returns Calldata for `permit` of the market or the checkout, who both take it in the same form; `undefined` if the token has no permits in the usual form or the signer
 * cannot sign them, and an approval is needed.
 */
export async function signPermit(
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
