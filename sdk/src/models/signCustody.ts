import type { Client } from "../client/Client.ts";
import { signingAccount } from "../client/signingAccount.ts";
import { decodeError } from "../errors/decodeError.ts";

/** Which model, by whom. */
export interface SignCustodyParameters {
  /** Who will publish. */
  readonly publisher: string;
  /** Commitment to the weights. */
  readonly weightsRoot: string;
}

const types = {
  Custody: [
    { name: "publisher", type: "address" },
    { name: "weightsRoot", type: "bytes32" },
  ],
};

/**
 * The custodian's consent to keep a model that another account publishes. The client's account is the custodian.
 *
 * @returns An EIP-712 signature for `publishModel`'s `consent`.
 * @throws PosthumanError `SIGNER_MISSING`, `WALLET_REFUSED`.
 *
 * @example
 * const consent = await signCustody(custodianClient, { publisher: alice, weightsRoot });
 */
export async function signCustody(client: Client, custody: SignCustodyParameters): Promise<string> {
  const { signer } = signingAccount(client);
  const { chainId, addresses } = client;
  const verifyingContract = addresses.posthuman.ModelRegistry;
  const domain = { name: "Posthuman", version: "1", chainId, verifyingContract };
  try {
    return await signer.signTypedData(domain, types, { ...custody });
  } catch (error) {
    throw decodeError(error, client);
  }
}
