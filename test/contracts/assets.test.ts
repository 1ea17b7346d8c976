import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { parseEther, ZeroAddress } from "ethers";
import { datatokenOf, escrowOf, publishDataset } from "./support/assets.ts";
import { chain, oceanContract } from "./support/contracts.ts";
import { hand, Kind, passWindow, resultOf, runJob, State, termsOf } from "./support/jobs.ts";
import { MARKET, newWorld, ONE, type World } from "./support/world.ts";

// Ocean keeps 3 % of each order.
const RECEIVED = (97n * ONE) / 100n;

/** A dataset and an algorithm of the publisher, and terms of a training by Bob that uses both. */
async function withAssets(orderedAtLease = 0, marketFee?: (world: World) => [string, string, bigint]) {
  const world = await newWorld();
  const { m1, alice, bob, publisher } = world;
  await hand(world, m1, alice, bob);
  const dataset = await publishDataset(world, publisher, bob, marketFee?.(world));
  const algorithm = await publishDataset(world, publisher, bob);
  const terms = await termsOf(world, bob, { assets: [dataset, algorithm], orderedAtLease });
  const of = (asset: string) => datatokenOf(asset, bob);
  return { ...world, world, dataset, algorithm, terms, result: resultOf(world, Kind.Train), of };
}

describe("A job's other assets", () => {
  it("are ordered at settlement, each as a real Ocean order for the worker", async () => {
    const { world, market, vault, worker, publisher, bob, dataset, algorithm, terms, result, of } =
      await withAssets();
    await market.connect(bob).request(terms);
    await market.connect(worker).lease(terms);
    await market.connect(worker).submit(await market.jobId(terms), result);
    await passWindow();
    const settled = await market.settle(terms, result);
    for (const asset of [dataset, algorithm]) {
      await expect(settled)
        .to.emit(of(asset), "OrderStarted")
        .withArgs(worker, vault, ONE, 0, anyValue, ZeroAddress, settled.blockNumber);
      await expect(settled).to.emit(vault, "AssetOrdered").withArgs(asset, worker, ZeroAddress);
      expect(await of(asset).balanceOf(publisher)).to.equal(RECEIVED);
      expect(await escrowOf(world, asset)).to.equal(0);
    }
  });

  it("may be ordered at the lease instead, and are then not refunded", async () => {
    const { market, bob, worker, publisher, dataset, algorithm, terms, of } = await withAssets(1);
    await market.connect(bob).request(terms);
    await expect(market.connect(worker).lease(terms)).to.emit(of(dataset), "OrderStarted");
    await market.connect(worker).fail(terms, "DATASET_EMPTY");
    expect(await of(dataset).balanceOf(bob)).to.equal(9n * ONE);
    expect(await of(dataset).balanceOf(publisher)).to.equal(RECEIVED);
    expect(await of(algorithm).balanceOf(bob)).to.equal(10n * ONE);
  });

  it("are ordered once, however many leases the job takes", async () => {
    const { world, market, bob, worker, rival, terms, result, dataset, of } = await withAssets(1);
    await market.connect(bob).request(terms);
    await market.connect(worker).lease(terms);
    await chain.networkHelpers.time.increase(MARKET.leaseSeconds + 1);
    await market.lapse(terms);
    await expect(market.connect(rival).lease(terms)).to.not.emit(of(dataset), "OrderStarted");
    const theirs = { ...result, worker: rival.address };
    await market.connect(rival).submit(await market.jobId(terms), theirs);
    await passWindow();
    await expect(market.settle(terms, theirs)).to.not.emit(of(dataset), "OrderStarted");
    expect(await escrowOf(world, dataset)).to.equal(0);
  });

  it("can be the same asset twice", async () => {
    const { world, bob, publisher, dataset, terms, result, of } = await withAssets();
    await runJob(world, { ...terms, assets: [dataset, dataset] }, bob, result);
    expect(await of(dataset).balanceOf(publisher)).to.equal(2n * RECEIVED);
  });

  it("must be datatokens of Ocean's factory, eight at most", async () => {
    const { market, bob, dataset, terms, ocean } = await withAssets();
    const request = (over: Partial<typeof terms>) => market.connect(bob).request({ ...terms, ...over });
    await expect(request({ assets: [ocean.Token] }))
      .to.be.revertedWithCustomError(market, "JobMarket_UnknownAsset")
      .withArgs(ocean.Token);
    await expect(request({ assets: Array<string>(9).fill(dataset) }))
      .to.be.revertedWithCustomError(market, "JobMarket_TooManyAssets")
      .withArgs(9);
    await expect(request({ orderedAtLease: 3 }))
      .to.be.revertedWithCustomError(market, "JobMarket_TooManyAssets")
      .withArgs(2);
  });
});

describe("A hostile publisher of a dataset", () => {
  const greedy = ({ publisher, ocean }: World): [string, string, bigint] => [
    publisher.address,
    ocean.Token,
    ONE,
  ];

  it("who charges every order a fee gets only the datatoken, and blocks nothing", async () => {
    const { world, market, vault, worker, publisher, bob, dataset, terms, result, of, ocean } =
      await withAssets(0, greedy);
    const { settle } = await runJob(world, terms, bob, result);
    expect((await market.jobOf(await market.jobId(terms))).state).to.equal(State.Settled);
    const refused = await vault.queryFilter(vault.filters.AssetOrdered(dataset), settle!.blockNumber);
    expect(refused[0]!.args.recipient).to.equal(publisher.address);
    expect(await vault.claimable(publisher, dataset)).to.equal(ONE);
    expect(await vault.claimable(worker, ocean.Token)).to.equal(result.fee);
    await vault.claimFor(publisher, dataset);
    expect(await of(dataset).balanceOf(publisher)).to.equal(ONE);
  });

  it("who does so cannot stop a lease either", async () => {
    const { market, vault, bob, worker, publisher, dataset, terms } = await withAssets(1, greedy);
    await market.connect(bob).request(terms);
    await market.connect(worker).lease(terms);
    expect(await vault.claimable(publisher, dataset)).to.equal(ONE);
  });

  it("who mints and burns at will touches nobody else's escrow", async () => {
    const { world, market, vault, bob, publisher, dataset, terms, m1, ocean } = await withAssets();
    await market.connect(bob).request(terms);
    const datatoken = datatokenOf(dataset, publisher);
    await datatoken.mint(vault, 5n * ONE);
    await market.connect(bob).cancel(terms);
    for (const token of [m1, ocean.Token]) expect(await escrowOf(world, token)).to.equal(0);
    expect(await datatokenOf(dataset, bob).balanceOf(vault)).to.equal(5n * ONE);
    expect(await datatokenOf(dataset, bob).balanceOf(bob)).to.equal(10n * ONE);
    await expect(vault.connect(publisher).claim(dataset)).to.be.revertedWithCustomError(
      world.vault,
      "LineageVault_NothingToMove",
    );
  });

  it("is no worse than Ocean's owner raising the fee of orders above the price", async () => {
    const { world, vault, bob, publisher, dataset, terms, result, ocean, deployer } = await withAssets();
    await oceanContract("pools/FactoryRouter", ocean.Router, deployer).updateOPCFee(
      0,
      0,
      parseEther("1.01"),
      0,
    );
    await runJob(world, terms, bob, result);
    expect(await vault.claimable(publisher, dataset)).to.equal(ONE);
  });
});
