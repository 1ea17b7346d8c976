import { AbiCoder, keccak256, type ParamType } from "ethers";
import { JobMarket__factory } from "../generated/factories/JobMarket__factory.ts";
import type { TermsStruct, TermsStructOutput } from "../generated/JobMarket.ts";

/** Kinds of jobs, in the order of the contract's enum. */
export const jobKinds = ["train", "infer", "evaluate"] as const;

/** What a job does. */
export type JobKind = (typeof jobKinds)[number];

/** States of a job, in the order of the contract's enum. */
export const jobStates = [
  "None",
  "Requested",
  "Leased",
  "Submitted",
  "Settled",
  "Cancelled",
  "Failed",
  "Expired",
  "Born",
] as const;

/** The state of a job. `Born` is a settled training whose child was born. */
export type JobState = (typeof jobStates)[number];

/**
 * Whether the market gave the payment for a job back, but for orders at the first lease: it was cancelled, failed, or
 * expired.
 *
 * @param state One of `jobStates`; of any other word it is false, as of the two questions below.
 *
 * @example
 * isRefunded((await getJob(client, id)).state);
 */
export function isRefunded(state: string): boolean {
  return state === "Cancelled" || state === "Failed" || state === "Expired";
}

/**
 * Whether a worker has submitted a job's result, so that its requester may read it.
 *
 * @example
 * jobStates.filter(hasResult); // ["Submitted", "Settled", "Born"]
 */
export function hasResult(state: string): boolean {
  return state === "Submitted" || state === "Settled" || state === "Born";
}

/**
 * Whether a job's worker has nothing left to do: the job was paid or refunded. Only a birth may follow.
 *
 * @example
 * jobStates.filter(isFinal); // ["Settled", "Cancelled", "Failed", "Expired", "Born"]
 */
export function isFinal(state: string): boolean {
  return state === "Settled" || state === "Born" || isRefunded(state);
}

/** What was asked for, and for what price. A job's id is the hash of its terms. */
export interface Terms {
  readonly kind: JobKind;
  /** Datatoken of the model used; one whole token of it pays for the job. */
  readonly model: string;
  /** The account that gets the results and any refund, and owns the title of a child; another may pay for it. */
  readonly requester: string;
  /** The only worker that may take the job; the zero address for any that the custodian authorised. */
  readonly worker: string;
  /** Unix time until which the job must be submitted. */
  readonly deadline: bigint;
  readonly feeToken: string;
  /** The most that the worker may ask, in the fee token's smallest unit; the rest goes back. */
  readonly maxFee: bigint;
  /** Datatokens of other assets that the job uses; one whole token of each is spent on an order. */
  readonly assets: readonly string[];
  /** How many of `assets`, from the first, are ordered at the first lease, and then not refunded. */
  readonly orderedAtLease: bigint;
  readonly manifestHash: string;
  /** Where the manifest can be fetched; empty for the worker's own store. */
  readonly manifestURI: string;
  /** Name of the model that a training may give birth to; empty for other kinds. */
  readonly childName: string;
  /** Makes equal terms distinct. */
  readonly salt: string;
}

/**
 * A job's id, computed without the chain: keccak256 of chain id, market and terms.
 *
 * @param market The JobMarket's address.
 * @returns 32 bytes in hex, equal to the contract's `jobId(terms)`.
 *
 * @example
 * jobIdOf(terms, { chainId: client.chainId, market: client.addresses.posthuman.JobMarket });
 */
export function jobIdOf(terms: Terms, { chainId, market }: { chainId: bigint; market: string }): string {
  const termsType: ParamType = JobMarket__factory.createInterface().getFunction("jobId").inputs[0]!;
  const values = [chainId, market, toTermsStruct(terms)];
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "address", termsType], values));
}

/** Terms as the contract's calls take them. */
export function toTermsStruct(terms: Terms): TermsStruct {
  return { ...terms, kind: jobKinds.indexOf(terms.kind), assets: [...terms.assets] };
}

/** Terms as the contract's event carries them. */
export function fromTermsStruct(struct: TermsStructOutput): Terms {
  const { kind, model, requester, worker, deadline, feeToken, maxFee } = struct;
  const { assets, orderedAtLease, manifestHash, manifestURI, childName, salt } = struct;
  return {
    kind: jobKinds[Number(kind)]!,
    model,
    requester,
    worker,
    deadline,
    feeToken,
    maxFee,
    assets: [...assets],
    orderedAtLease,
    manifestHash,
    manifestURI,
    childName,
    salt,
  };
}

/** Who paid for a job on chain, and for whom. */
export interface PaidJob {
  /** The account that called the market. */
  readonly payer: string;
  readonly terms: { readonly requester: string };
}

/**
 * Who asked for a job: the account whose datasets it may read and whose session it opens. Anyone may pay for a job of
 * another requester, but the job then gets nothing that the requester uploaded. The checkout pays for the requester who
 * called it.
 *
 * @param checkout The Checkout's address, with its checksum as `payer` has one.
 *
 * @example
 * askerOf(job, client.addresses.posthuman.Checkout);
 */
export function askerOf({ payer, terms }: PaidJob, checkout: string): string {
  return payer === checkout ? terms.requester : payer;
}

/** A worker's price for one kind of job, in the fee token's smallest unit. */
export interface Price {
  readonly fixed: bigint;
  readonly perSecond: bigint;
}

/**
 * What a worker may ask for a job: its price, at most what the job offers.
 *
 * @param seconds How long the job ran; a started second counts in full.
 *
 * @example
 * jobFee({ fixed: 5n, perSecond: 2n }, 1.1, terms.maxFee); // 9n
 */
export function jobFee({ fixed, perSecond }: Price, seconds: number, maxFee: bigint): bigint {
  return lesser(fixed + perSecond * BigInt(Math.ceil(Math.max(0, seconds))), maxFee);
}

/**
 * What a session costs by the rule `used`: the part of the agreed fee that the used tokens are of the budget, rounded
 * up.
 *
 * @param price What the worker asks for the whole budget; at most `maxFee` is agreed.
 * @param used Tokens that were used; more than the budget cost no more.
 * @param budget Tokens that the manifest allows, at least one.
 *
 * @example
 * sessionFee(7n, terms.maxFee, 1, 3); // 3n
 */
export function sessionFee(price: bigint, maxFee: bigint, used: number, budget: number): bigint {
  const whole = BigInt(budget);
  return (lesser(price, maxFee) * BigInt(Math.min(used, budget)) + whole - 1n) / whole;
}

/**
 * Whether a settled result gives birth to a model: a training that gained something, and at least what the family asks.
 *
 * @param result The `gain` that was submitted, in 1e-18 of the task's metric.
 * @param minGain The family's least gain, in the same unit.
 */
export function earnsBirth(kind: string, { gain }: { readonly gain: bigint }, minGain: bigint): boolean {
  return kind === "train" && gain > 0n && gain >= minGain;
}

const lesser = (a: bigint, b: bigint) => (a < b ? a : b);
