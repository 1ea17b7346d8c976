import { expect } from "chai";
import { parseEther } from "ethers";
import { chain } from "./support/contracts.ts";
import { hand, Kind, passWindow, requested, resultOf, runJob, State, termsOf } from "./support/jobs.ts";
import { newWorld } from "./support/world.ts";

/** Bob's training, submitted by the worker with a gain of one hop, its challenge window over. */
async function submitted(gain = parseEther("0.015")) {
  const world = await newWorld();
  await hand(world, world.m1, world.alice, world.bob);
  const { terms, id } = await requested(world);
  const result = resultOf(world, Kind.Train, { gain });
  await world.market.connect(world.worker).lease(terms);
  await world.market.connect(world.worker).submit(id, result);
  await passWindow();
  return { ...world, world, terms, id, result };
}

describe("A birth", () => {
  it("follows a settled training, by anyone's call, once", async () => {
    const { market, mallory, terms, result, id } = await submitted();
    await expect(market.settle(terms, result)).to.emit(market, "JobSettled");
    await expect(market.connect(mallory).birth(terms, result)).to.emit(market, "JobBirth");
    await expect(market.birth(terms, result))
      .to.be.revertedWithCustomError(market, "JobMarket_WrongState")
      .withArgs(id, State.Born);
  });

  it("gives the title to the requester and keeps the family's terms", async () => {
    const { market, registry, bob, alice, m1, terms, result } = await submitted();
    await market.settle(terms, result);
    const child = await market.birth.staticCall(terms, result);
    await market.birth(terms, result);
    expect(await registry.ownerOf(BigInt(child))).to.equal(bob.address);
    expect(await registry.custodianOf(child)).to.equal(alice.address);
    expect((await registry.modelOf(child)).weightsRoot).to.equal(result.weightsRoot);
    expect(await registry.familyOf(child)).to.deep.equal(await registry.familyOf(m1));
  });

  it("can share a transaction with the settlement", async () => {
    const { market, terms, result } = await submitted();
    const calls = (["settle", "birth"] as const).map((name) =>
      market.interface.encodeFunctionData(name as "settle", [terms, result]),
    );
    await expect(market.multicall(calls)).to.emit(market, "JobBirth");
  });

  it("blocked by Ocean's owner neither blocks the settlement nor is lost", async () => {
    const { market, vault, factory, worker, terms, result, ocean } = await submitted();
    await factory.disableTokenTemplate(1);
    await market.settle(terms, result);
    expect(await vault.claimable(worker, ocean.Token)).to.equal(result.fee);
    await expect(market.birth(terms, result)).to.be.revertedWith(
      "ERC20Factory: ERC721Token Template disabled",
    );
    await factory.reactivateTokenTemplate(1);
    await expect(market.birth(terms, result)).to.emit(market, "JobBirth");
  });

  it("starved of gas can be tried again", async () => {
    const { market, terms, result, id } = await submitted();
    await market.settle(terms, result);
    await expect(market.birth(terms, result, { gasLimit: 600_000 })).to.revert(chain.ethers);
    expect((await market.jobOf(id)).state).to.equal(State.Settled);
    await expect(market.birth(terms, result)).to.emit(market, "JobBirth");
  });

  it("needs the result that was settled", async () => {
    const { market, terms, result, id } = await submitted();
    const other = { ...result, weightsRoot: result.resultRoot };
    await expect(market.settle(terms, other))
      .to.be.revertedWithCustomError(market, "JobMarket_OtherResult")
      .withArgs(id);
    await market.settle(terms, result);
    await expect(market.birth(terms, other))
      .to.be.revertedWithCustomError(market, "JobMarket_OtherResult")
      .withArgs(id);
  });

  for (const [gain, due] of [
    ["0.01", true],
    ["0.009999999999999999", false],
    ["0", false],
    ["-0.2", false],
  ] as const) {
    it(`is ${due ? "" : "not "}due for a gain of ${gain}; the work is paid`, async () => {
      const { market, registry, vault, worker, terms, result, ocean } = await submitted(parseEther(gain));
      await market.settle(terms, result);
      const birth = market.birth(terms, result);
      if (due) await expect(birth).to.emit(market, "JobBirth");
      else if (result.gain === 0n || gain.startsWith("-")) {
        await expect(birth).to.be.revertedWithCustomError(market, "JobMarket_NoBirthDue");
      } else await expect(birth).to.be.revertedWithCustomError(registry, "ModelRegistry_GainTooSmall");
      expect(await vault.claimable(worker, ocean.Token)).to.equal(result.fee);
    });
  }

  it("is never due for an inference or an evaluation", async () => {
    const { world, market, bob } = await submitted();
    for (const kind of [Kind.Infer, Kind.Evaluate]) {
      const terms = await termsOf(world, bob, { kind });
      await runJob(world, terms, bob, resultOf(world, kind));
      await expect(market.birth(terms, resultOf(world, kind))).to.be.revertedWithCustomError(
        market,
        "JobMarket_NoBirthDue",
      );
    }
  });
});
