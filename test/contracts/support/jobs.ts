import { id, ZeroAddress, ZeroHash, type ContractTransactionReceipt } from "ethers";
import type { ResultStruct, TermsStruct } from "../../../types/ethers-contracts/JobMarket.ts";
import { chain, oceanContract } from "./contracts.ts";
import { bornIn, MARKET, MIN_GAIN, ONE, type World } from "./world.ts";

const { networkHelpers } = chain;
type Signer = World["alice"];

/** The market's job kinds and states, by number. */
export const Kind = { Train: 0n, Infer: 1n, Evaluate: 2n } as const;
export const State = {
  Requested: 1n,
  Leased: 2n,
  Submitted: 3n,
  Settled: 4n,
  Cancelled: 5n,
  Failed: 6n,
  Expired: 7n,
  Born: 8n,
} as const;

/** What every job of this suite offers as its fee at most, and what its worker asks. */
export const MAX_FEE = 10n * ONE;
export const FEE = 7n * ONE;

/** Terms of a job on M1; a training unless said otherwise. */
export async function termsOf(
  world: World,
  requester: Signer,
  over: Partial<TermsStruct> = {},
): Promise<TermsStruct> {
  const training = (over.kind ?? Kind.Train) === Kind.Train;
  return {
    kind: Kind.Train,
    model: world.m1,
    requester: requester.address,
    worker: ZeroAddress,
    deadline: (await networkHelpers.time.latest()) + 7200,
    feeToken: world.ocean.Token,
    maxFee: MAX_FEE,
    assets: [],
    orderedAtLease: 0,
    manifestHash: id("manifest"),
    manifestURI: `posthuman:${id("manifest")}`,
    childName: training ? "M2" : "",
    salt: id("salt"),
    ...over,
  };
}

/** The worker's result: of a training that gains enough for a birth with one hop, or of another kind. */
export function resultOf(
  { worker }: Pick<World, "worker">,
  kind: TermsStruct["kind"],
  over: Partial<ResultStruct> = {},
): ResultStruct {
  const trained = kind === Kind.Train;
  return {
    worker: worker.address,
    resultRoot: id("receipt"),
    fee: FEE,
    weightsRoot: trained ? id("new weights") : ZeroHash,
    traceRoot: trained ? id("trace") : ZeroHash,
    segments: trained ? 12 : 0,
    gain: trained ? (MIN_GAIN * 3n) / 2n : 0n,
    ...over,
  };
}

/** Gives an account datatokens of a model that `from` owns, after settling and claiming its half of the income. */
export async function hand(
  world: World,
  model: string,
  from: Signer,
  to: Signer,
  amount = 10n * ONE,
): Promise<void> {
  const { vault } = world;
  if ((await vault.inboxOf(model, model)) > 1n) await vault.settle(model, model);
  if ((await vault.claimable(from, model)) > 0n) await vault.connect(from).claim(model);
  const datatoken = oceanContract("templates/ERC20Template", model, from);
  await datatoken.transfer(to, amount);
  await oceanContract("templates/ERC20Template", model, to).approve(vault, amount);
}

/** A job that Bob, holding ten datatokens, requested; with its id. */
export async function requested(world: World, over: Partial<TermsStruct> = {}) {
  const terms = await termsOf(world, world.bob, over);
  await world.market.connect(world.bob).request(terms);
  return { terms, id: await world.market.jobId(terms) };
}

/** Waits until the challenge window of a result posted now has passed. */
export const passWindow = (): Promise<number> => networkHelpers.time.increase(MARKET.challengeSeconds + 1);

/** Runs a job from request to settlement; returns the receipts of the four calls. */
export async function runJob(world: World, terms: TermsStruct, requester: Signer, result: ResultStruct) {
  const { market, worker } = world;
  const receipts: Record<string, ContractTransactionReceipt> = {};
  receipts.request = (await (await market.connect(requester).request(terms)).wait())!;
  receipts.lease = (await (await market.connect(worker).lease(terms)).wait())!;
  receipts.submit = (await (await market.connect(worker).submit(await market.jobId(terms), result)).wait())!;
  await passWindow();
  receipts.settle = (await (await market.settle(terms, result)).wait())!;
  return receipts;
}

/** Trains a model: runs the job, gives birth, and returns the child. */
export async function train(
  world: World,
  model: string,
  trainer: Signer,
  childName: string,
): Promise<string> {
  const terms = await termsOf(world, trainer, { model, childName });
  const result = resultOf(world, Kind.Train, { weightsRoot: id(`weights of ${childName}`) });
  await runJob(world, terms, trainer, result);
  return bornIn(world.registry, await world.market.birth(terms, result));
}
