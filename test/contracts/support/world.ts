import { id, MaxUint256, parseEther, type ContractTransactionResponse } from "ethers";
import { deployPosthuman } from "../../../deploy/deployPosthuman.ts";
import type * as Types from "../../../types/ethers-contracts/index.ts";
import type { FamilyStruct } from "../../../types/ethers-contracts/ModelRegistry.ts";
import { chain, contractAt, oceanContract } from "./contracts.ts";

const { ethers, networkHelpers, provider } = chain;

/** One whole token: a job's price in datatokens. */
export const ONE = parseEther("1");

/** Deadlines and stakes of the market under test. */
export const MARKET = {
  leaseSeconds: 900,
  challengeSeconds: 3600,
  maxDuration: 30 * 86_400,
  maxAttempts: 3,
  unbondingSeconds: 604_800,
  leaseStake: 100n * ONE,
  lapsePenalty: 5n * ONE,
};

/** Datatokens of each model at birth. */
export const BIRTH_SUPPLY = 1000n * ONE;

const NAMES = [
  ...["deployer", "alice", "bob", "charlie", "derek", "elena", "tail"],
  ...["worker", "rival", "mallory", "publisher"],
] as const;
type Name = (typeof NAMES)[number];
type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

/** Gain that one hop is worth in Alice's family. */
export const MIN_GAIN = parseEther("0.01");

/** The terms of Alice's family. */
export function familyOf(people: Record<Name, Signer>): FamilyStruct {
  return {
    custodian: people.alice.address,
    trustClass: 1,
    tailRecipient: people.tail.address,
    birthSupply: BIRTH_SUPPLY,
    minGain: MIN_GAIN,
    evaluationHash: id("held-out text"),
  };
}

/** The datatoken of the model that a transaction registered. */
export async function bornIn(
  registry: Types.ModelRegistry,
  sent: ContractTransactionResponse,
): Promise<string> {
  const receipt = await sent.wait();
  const events = await registry.queryFilter(registry.filters.ModelRegistered(), receipt!.blockNumber);
  return events.at(-1)!.args.model;
}

async function build() {
  const signers = await ethers.getSigners();
  const people = Object.fromEntries(NAMES.map((name, i) => [name, signers[i]!])) as Record<Name, Signer>;
  const { deployer, alice, worker, rival } = people;

  const { ocean, posthuman } = await deployPosthuman(provider, MARKET);
  const market = await contractAt<Types.JobMarket>("JobMarket", posthuman.JobMarket);
  const registry = await contractAt<Types.ModelRegistry>("ModelRegistry", posthuman.ModelRegistry);
  const vault = await contractAt<Types.LineageVault>("LineageVault", posthuman.LineageVault);
  const workers = await contractAt<Types.WorkerRegistry>("WorkerRegistry", posthuman.WorkerRegistry);
  const offers = await contractAt<Types.Offers>("Offers", posthuman.Offers);
  const poolDesk = await contractAt<Types.PoolDesk>("PoolDesk", posthuman.PoolDesk);
  const checkout = await contractAt<Types.Checkout>("Checkout", posthuman.Checkout);
  const token = oceanContract("utils/OceanToken", ocean.Token, deployer);
  const factory = oceanContract("ERC721Factory", ocean.Factory, deployer);

  for (const person of Object.values(people)) {
    if (person !== deployer) await token.transfer(person, 1000n * ONE);
    for (const spender of [vault, workers, offers, poolDesk, checkout]) {
      await oceanContract("utils/OceanToken", ocean.Token, person).approve(spender, MaxUint256);
    }
  }
  for (const who of [worker, rival]) {
    await workers.connect(who).stake(who, 300n * ONE);
    await workers.connect(alice).authorise(who, true);
  }
  const published = await registry
    .connect(alice)
    .publish("M1", "", id("weights of M1"), familyOf(people), "0x");
  const m1 = await bornIn(registry, published);
  return {
    ...people,
    people,
    ocean,
    market,
    registry,
    vault,
    workers,
    offers,
    poolDesk,
    checkout,
    token,
    factory,
    m1,
  };
}

/** Everybody, Ocean, the market, two authorised workers with stake, and Alice's published root M1. */
export type World = Awaited<ReturnType<typeof build>>;

/** A fresh world; the chain is rolled back to it at each call. */
export const newWorld = (): Promise<World> => networkHelpers.loadFixture(build);

const { impersonateAccount, setBalance } = chain.networkHelpers;

/**
 * A descendant of `model` with `depth` models in its lineage, born by the market's own call of the registry. The title
 * of generation g goes to `ownerOf(g)`, or Bob.
 */
export async function descendant(
  { market, registry, bob }: World,
  model: string,
  depth: number,
  ownerOf: (generation: number) => string = () => bob.address,
): Promise<string> {
  const address = await market.getAddress();
  await impersonateAccount(address);
  await setBalance(address, 100n * ONE);
  const asMarket = registry.connect(await chain.ethers.getSigner(address));
  for (let generation = 1; generation < depth; generation++) {
    const weights = id(`weights ${generation}`);
    const sent = await asMarket.birth(
      ...([
        `M${generation}`,
        model,
        ownerOf(generation),
        weights,
        MIN_GAIN,
        id(`job ${generation}`),
      ] as const),
    );
    model = await bornIn(registry, sent);
  }
  return model;
}
