import { expect } from "chai";
import { datatokenOf, escrowOf, publishDataset } from "./support/assets.ts";
import { chain } from "./support/contracts.ts";
import { hand, requested, State } from "./support/jobs.ts";
import { MARKET, newWorld, ONE, type World } from "./support/world.ts";

const { time } = chain.networkHelpers;

/** A training by Bob that uses a dataset, what Bob held before it, and how to see that he has it again. */
async function openJob() {
  const world = await newWorld();
  const { m1, alice, bob, publisher, ocean, vault } = world;
  await hand(world, m1, alice, bob);
  const dataset = await publishDataset(world, publisher, bob);
  const tokens = [m1, dataset, ocean.Token];
  const balance = async (token: string) => (await datatokenOf(token, bob).balanceOf(bob)) as bigint;
  const held = async () => [await balance(m1), await balance(dataset), await balance(ocean.Token)] as const;
  const before = await held();
  const job = await requested(world, { assets: [dataset] });
  return { ...world, ...job, world, tokens, vault, held, before };
}
type Open = Awaited<ReturnType<typeof openJob>>;

async function expectFullRefund({ world, held, before, tokens, workers, worker, rival }: Open) {
  expect(await held()).to.deep.equal(before);
  for (const token of tokens) expect(await escrowOf(world, token)).to.equal(0);
  for (const who of [worker, rival]) expect((await workers.stakeOf(who)).locked).to.equal(0);
}

async function lapseBy(job: Open, who: World["worker"]) {
  await job.market.connect(who).lease(job.terms);
  await time.increase(MARKET.leaseSeconds + 1);
  return job.market.connect(job.mallory).lapse(job.terms);
}

describe("Every exit but Settled refunds the datatokens and the whole fee", () => {
  it("takes them into escrow first", async () => {
    const { world, held, before, tokens } = await openJob();
    expect(await held()).to.deep.equal([before[0] - ONE, before[1] - ONE, before[2] - 10n * ONE]);
    expect(await Promise.all(tokens.map((token) => escrowOf(world, token)))).to.deep.equal([
      ONE,
      ONE,
      10n * ONE,
    ]);
  });

  it("cancel, by the requester, while nobody holds the job", async () => {
    const job = await openJob();
    await expect(job.market.connect(job.bob).cancel(job.terms))
      .to.emit(job.market, "JobCancelled")
      .withArgs(job.id);
    await expectFullRefund(job);
    expect((await job.market.jobOf(job.id)).state).to.equal(State.Cancelled);
  });

  it("cancel, after a lease that lapsed", async () => {
    const job = await openJob();
    await lapseBy(job, job.worker);
    await job.market.connect(job.bob).cancel(job.terms);
    await expectFullRefund(job);
  });

  it("fail, by the worker, with a reason", async () => {
    const job = await openJob();
    await job.market.connect(job.worker).lease(job.terms);
    await expect(job.market.connect(job.worker).fail(job.terms, "DATASET_HASH_MISMATCH"))
      .to.emit(job.market, "JobFailed")
      .withArgs(job.id, job.worker.address, "DATASET_HASH_MISMATCH");
    await expectFullRefund(job);
    expect((await job.market.jobOf(job.id)).state).to.equal(State.Failed);
  });

  it("expire, by anyone, when nobody took it until its deadline", async () => {
    const job = await openJob();
    const { market, mallory, terms } = job;
    await expect(market.connect(mallory).expire(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_TooEarly")
      .withArgs(terms.deadline);
    await time.increaseTo(terms.deadline);
    await expect(market.connect(mallory).expire(terms)).to.emit(market, "JobExpired").withArgs(job.id);
    await expectFullRefund(job);
    expect((await market.jobOf(job.id)).state).to.equal(State.Expired);
  });

  it("lapse, by anyone, when the lease runs out with the deadline", async () => {
    const job = await openJob();
    const { market, worker, terms } = job;
    await time.increaseTo(Number(terms.deadline) - 10);
    await market.connect(worker).lease(terms);
    expect((await market.jobOf(job.id)).until).to.equal(terms.deadline);
    await time.increaseTo(Number(terms.deadline) + 1);
    await expect(market.lapse(terms)).to.emit(market, "JobExpired").withArgs(job.id);
    await expectFullRefund(job);
  });

  it("lapse, when all attempts are used up", async () => {
    const job = await openJob();
    const { market, workers, alice, elena, bob, worker, rival } = job;
    await workers.connect(elena).stake(elena, 100n * ONE);
    await workers.connect(alice).authorise(elena, true);
    await lapseBy(job, worker);
    await lapseBy(job, rival);
    await expect(lapseBy(job, elena)).to.emit(market, "JobExpired").withArgs(job.id);
    await expectFullRefund(job);
    await expect(market.connect(bob).cancel(job.terms))
      .to.be.revertedWithCustomError(market, "JobMarket_WrongState")
      .withArgs(job.id, State.Expired);
  });

  for (const exit of ["cancel", "fail", "expire"] as const) {
    it(`${exit} cannot be repeated`, async () => {
      const { market, bob, worker, terms, id } = await openJob();
      const once = {
        cancel: () => market.connect(bob).cancel(terms),
        fail: () => market.connect(worker).fail(terms, "OUT_OF_MEMORY"),
        expire: () => market.expire(terms),
      }[exit];
      if (exit === "fail") await market.connect(worker).lease(terms);
      if (exit === "expire") await time.increaseTo(terms.deadline);
      await once();
      await expect(once()).to.be.revertedWithCustomError(market, "JobMarket_WrongState");
      expect((await market.jobOf(id)).until).to.equal(0);
    });
  }

  it("is taken by nobody who may not", async () => {
    const { market, mallory, worker, rival, terms } = await openJob();
    await expect(market.connect(mallory).cancel(terms))
      .to.be.revertedWithCustomError(market, "JobMarket_NotRequester")
      .withArgs(mallory.address);
    await market.connect(worker).lease(terms);
    await expect(market.connect(rival).fail(terms, "NO"))
      .to.be.revertedWithCustomError(market, "JobMarket_NotWorker")
      .withArgs(rival.address);
    await expect(market.lapse(terms)).to.be.revertedWithCustomError(market, "JobMarket_TooEarly");
  });
});
