import { hexlify, randomBytes, ZeroAddress } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import { chainTime, signingAccount, type Client } from "../client/Client.ts";
import type { JobKind, Terms } from "../protocol/job.ts";

/** What is asked for, and for what price. */
export interface CreateTermsParameters {
  readonly kind: JobKind;
  /** Datatoken of the model used. */
  readonly model: string;
  /** From `createManifest`. */
  readonly manifestHash: string;
  /** Where the manifest can be fetched; default: the worker's own store. */
  readonly manifestURI?: string;
  /** The most that the worker may ask, in the fee token's smallest unit; default 0. */
  readonly maxFee?: bigint;
  /** Default: OCEAN. */
  readonly feeToken?: string;
  /** The only worker that may take the job; default: any that the custodian authorised. */
  readonly worker?: string;
  /** Seconds from now until which the job must be submitted; default one day. */
  readonly seconds?: number;
  /** Datatokens of other assets that the job uses. */
  readonly assets?: readonly string[];
  /** How many of them, from the first, are ordered at the first lease and then not refunded. */
  readonly orderedAtLease?: number;
  /** Name of the model that a training may give birth to. */
  readonly childName?: string;
  /** 32 bytes in hex; random by default, so that equal jobs differ. */
  readonly salt?: string;
}

/**
 * Makes a job's terms, with the client's account as the requester.
 *
 * @throws PosthumanError `SIGNER_MISSING`, `ADDRESS_INVALID`, `RPC_UNREACHABLE`.
 *
 * @example
 * const terms = await createTerms(client, { kind: "train", model, manifestHash: hash, childName: "M2", maxFee });
 */
export async function createTerms(client: Client, parameters: CreateTermsParameters): Promise<Terms> {
  const { kind, manifestHash, manifestURI = "", maxFee = 0n, seconds = 86_400 } = parameters;
  const { feeToken = client.addresses.ocean.Token, worker = ZeroAddress, assets = [] } = parameters;
  const { orderedAtLease = 0, childName = "", salt = hexlify(randomBytes(32)) } = parameters;
  const { account } = signingAccount(client);
  return {
    kind,
    model: checkedAddress(parameters.model, "model"),
    requester: account,
    worker: checkedAddress(worker, "worker"),
    deadline: (await chainTime(client)) + BigInt(seconds),
    feeToken: checkedAddress(feeToken, "fee token"),
    maxFee,
    assets: assets.map((asset) => checkedAddress(asset, "asset")),
    orderedAtLease: BigInt(orderedAtLease),
    manifestHash,
    manifestURI,
    childName,
    salt,
  };
}
