import { expect } from "chai";
import { chain } from "./support/contracts.ts";
import { hand, Kind, requested, resultOf, State } from "./support/jobs.ts";
import { MARKET, newWorld, ONE } from "./support/world.ts";

const { time } = chain.networkHelpers;
const { provider } = chain;

/** A training that Bob requested and nobody holds yet. */
async function openJob() {
  const world = await newWorld();
  await hand(world, world.m1, world.alice, world.bob);
  return { ...world, world, ...(await requested(world)) };
}

/** The same, leased by the first worker. */
async function leasedJob() {
  const job = await openJob();
  await job.market.connect(job.worker).lease(job.terms);
  return job;
}

const afterLease = () => time.increase(MARKET.leaseSeconds + 1);

describe("A lease", () => {
  it("goes to one of two workers, even in one block", async () => {
    const { market, worker, rival, terms, id } = await openJob();
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const limit = { gasLimit: 300_000 };
    const sent = [
      await market.connect(worker).lease(terms, limit),
      await market.connect(rival).lease(terms, limit),
    ];
    await provider.request({ method: "evm_mine" });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const receipts = await Promise.all(
      sent.map(({ hash }) => chain.ethers.provider.getTransactionReceipt(hash)),
    );
    expect(receipts.map((receipt) => receipt!.status)).to.have.members([1, 0]);
    expect(new Set(receipts.map((receipt) => receipt!.blockNumber)).size).to.equal(1);
    expect((await market.jobOf(id)).attempts).to.equal(1);
  });

  it("keeps every other worker out while it runs", async () => {
    const { world, market, rival, terms, id } = await leasedJob();
    await expect(market.connect(rival).lease(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_WrongState")
      .withArgs(id, State.Leased);
    await expect(market.connect(rival).submit(await market.jobId(terms), resultOf(world, Kind.Train)))
      .to.be.revertedWithCustomError(market, "JobMarket_NotWorker")
      .withArgs(rival.address);
    await expect(market.connect(rival).renew(terms, 0, `0x${"00".repeat(32)}`))
      .to.be.revertedWithCustomError(market, "JobMarket_NotWorker")
      .withArgs(rival.address);
  });

  it("goes only to the worker that the terms name", async () => {
    const { world, market, worker, rival } = await openJob();
    const { terms } = await requested(world, { worker: rival.address, salt: `0x${"01".repeat(32)}` });
    await expect(market.connect(worker).lease(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_NotWorker")
      .withArgs(worker.address);
    await market.connect(rival).lease(terms);
  });

  it("needs free stake, and locks it", async () => {
    const { world, market, workers, worker } = await openJob();
    for (let job = 1; job <= 4; job++) {
      const { terms } = await requested(world, { salt: `0x${String(job).repeat(64)}` });
      const lease = market.connect(worker).lease(terms);
      if (job <= 3) await lease;
      else {
        await expect(lease)
          .to.be.revertedWithCustomError(workers, "WorkerRegistry_StakeTooSmall")
          .withArgs(worker.address, MARKET.leaseStake, 0);
      }
    }
  });

  it("is extended by a renewal, with progress and checkpoint, never past the deadline", async () => {
    const { market, worker, terms, id } = await leasedJob();
    const checkpoint = `0x${"ab".repeat(32)}`;
    await time.increase(600);
    await expect(market.connect(worker).renew(terms, 4200, checkpoint))
      .to.emit(market, "JobRenewed")
      .withArgs(id, (await time.latest()) + MARKET.leaseSeconds + 1, 4200, checkpoint);
    for (let now = await time.latest(); now < Number(terms.deadline) - 800; now = await time.latest()) {
      await time.increase(800);
      await market.connect(worker).renew(terms, 5000, checkpoint);
    }
    expect((await market.jobOf(id)).until).to.equal(terms.deadline);
  });

  it("ends: a late worker can neither renew nor submit", async () => {
    const { world, market, worker, terms } = await leasedJob();
    await afterLease();
    const late = [
      market.connect(worker).renew(terms, 1, `0x${"00".repeat(32)}`),
      market.connect(worker).submit(await market.jobId(terms), resultOf(world, Kind.Train)),
    ];
    for (const call of late) await expect(call).to.be.revertedWithCustomError(market, "JobMarket_TooLate");
  });
});

describe("A lease that lapses", () => {
  it("costs the worker the penalty, which nobody who reports it gets", async () => {
    const { market, workers, worker, mallory, terms, token, ocean } = await leasedJob();
    await afterLease();
    const before = (await token.balanceOf(mallory)) as bigint;
    await expect(market.connect(mallory).lapse(terms))
      .to.emit(workers, "Slashed")
      .withArgs(worker.address, MARKET.lapsePenalty);
    expect(await token.balanceOf(mallory)).to.equal(before);
    const { total, locked } = await workers.stakeOf(worker);
    expect([total, locked]).to.deep.equal([300n * ONE - MARKET.lapsePenalty, 0n]);
    await workers.sweepLost();
    expect(await token.balanceOf(ocean.OPFCommunityFeeCollector!)).to.equal(MARKET.lapsePenalty);
  });

  it("opens the job to another worker, but not to the same", async () => {
    const { world, market, worker, rival, terms, id } = await leasedJob();
    await afterLease();
    await market.lapse(terms);
    await expect(market.connect(worker).lease(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_AlreadyLapsed")
      .withArgs(worker.address);
    await market.connect(rival).lease(terms);
    expect((await market.jobOf(id)).attempts).to.equal(2);
    await expect(market.connect(worker).submit(await market.jobId(terms), resultOf(world, Kind.Train)))
      .to.be.revertedWithCustomError(market, "JobMarket_NotWorker")
      .withArgs(worker.address);
  });
});

describe("A worker's stake", () => {
  it("cannot leave while it is locked, and only after the delay", async () => {
    const { workers, worker } = await leasedJob();
    const as = workers.connect(worker);
    await expect(as.unbond(300n * ONE))
      .to.be.revertedWithCustomError(workers, "WorkerRegistry_StakeTooSmall")
      .withArgs(worker.address, 300n * ONE, 200n * ONE);
    await as.unbond(200n * ONE);
    await expect(as.withdraw()).to.be.revertedWithCustomError(workers, "WorkerRegistry_StillUnbonding");
    await time.increase(MARKET.unbondingSeconds);
    await expect(as.withdraw())
      .to.emit(workers, "Unstaked")
      .withArgs(worker.address, 200n * ONE);
  });
});
