import { signingAccount, type Client } from "../client/Client.ts";
import { decodeError } from "../client/decodeError.ts";
import { familyTerms, type NewFamily } from "./getFamily.ts";

/** Which model, by whom. */
export interface SignCustodyParameters {
  /** The account that will publish. */
  readonly publisher: string;
  /** Commitment to the weights. */
  readonly weightsRoot: string;
  /** The family's terms, as they will be published. */
  readonly family: NewFamily;
}

/**
 * The custodian's consent to keep a model that another account publishes on these terms. The client's account is the
 * custodian.
 *
 * @returns An EIP-712 signature for `publishModel`'s `consent`.
 * @throws PosthumanError `SIGNER_MISSING`, `WALLET_REFUSED`.
 *
 * @example
 * const consent = await signCustody(custodianClient, { publisher: alice, weightsRoot, family });
 */
export async function signCustody(
  client: Client,
  { publisher, weightsRoot, family }: SignCustodyParameters,
): Promise<string> {
  const { signer, account } = signingAccount(client);
  const { chainId, addresses } = client;
  const verifyingContract = addresses.posthuman.ModelRegistry;
  const domain = { name: "Posthuman", version: "1", chainId, verifyingContract };
  try {
    const { custodian: _, ...terms } = familyTerms(family, account);
    return await signer.signTypedData(domain, custodyTypes, { publisher, weightsRoot, ...terms });
  } catch (error) {
    throw decodeError(error, client);
  }
}

/** EIP-712 type of a custodian's consent to keep a model that another account publishes. */
export const custodyTypes = {
  Custody: [
    { name: "publisher", type: "address" },
    { name: "weightsRoot", type: "bytes32" },
    { name: "trustClass", type: "uint8" },
    { name: "tailRecipient", type: "address" },
    { name: "birthSupply", type: "uint96" },
    { name: "minGain", type: "uint256" },
    { name: "evaluationHash", type: "bytes32" },
  ],
};
