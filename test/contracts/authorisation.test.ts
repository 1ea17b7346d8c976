import { expect } from "chai";
import { escrowOf } from "./support/assets.ts";
import { FEE, hand, Kind, passWindow, requested, resultOf } from "./support/jobs.ts";
import { newWorld } from "./support/world.ts";

/** A training that Bob requested and nobody holds yet. */
async function openJob() {
  const world = await newWorld();
  await hand(world, world.m1, world.alice, world.bob);
  return { ...world, world, ...(await requested(world)) };
}

describe("A custodian's authorisation of a worker", () => {
  it("is needed for a lease", async () => {
    const { market, workers, terms, elena, alice } = await openJob();
    await workers.connect(elena).stake(elena, 10n ** 20n);
    await expect(market.connect(elena).lease(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_NotAuthorised")
      .withArgs(alice.address, elena.address);
  });

  it("counts only when the model's own custodian gave it", async () => {
    const { market, workers, terms, elena, mallory, alice } = await openJob();
    await workers.connect(elena).stake(elena, 10n ** 20n);
    await workers.connect(mallory).authorise(elena, true);
    await expect(market.connect(elena).lease(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_NotAuthorised")
      .withArgs(alice.address, elena.address);
  });

  it("withdrawn before a lease: no lease, and the requester takes everything back", async () => {
    const { world, market, workers, alice, bob, worker, terms, m1 } = await openJob();
    await workers.connect(alice).authorise(worker, false);
    await expect(market.connect(worker).lease(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_NotAuthorised")
      .withArgs(alice.address, worker.address);
    await market.connect(bob).cancel(terms);
    expect(await escrowOf(world, m1)).to.equal(0);
  });

  it("withdrawn in the middle: the leased job goes on, is paid, and is the last", async () => {
    const { world, market, workers, vault, alice, worker, terms, ocean } = await openJob();
    const result = resultOf(world, Kind.Train);
    await market.connect(worker).lease(terms);
    await workers.connect(alice).authorise(worker, false);
    await market.connect(worker).renew(terms, 5000, result.traceRoot);
    await market.connect(worker).submit(await market.jobId(terms), result);
    await passWindow();
    await market.settle(terms, result);
    await market.birth(terms, result);
    expect(await vault.claimable(worker, ocean.Token)).to.equal(FEE);
    expect(await workers.isAuthorised(alice, worker)).to.equal(false);
  });
});
