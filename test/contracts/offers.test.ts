import { expect } from "chai";
import { datatokenOf } from "./support/assets.ts";
import { hand, train } from "./support/jobs.ts";
import { newWorld, ONE, type World } from "./support/world.ts";

const PRICE = 3n * ONE;

/** Bob, who owns half of M2's birth supply, lists a hundred datatokens at three OCEAN each. */
async function bobSells() {
  const world = await newWorld();
  const { m1, alice, bob, charlie, offers } = world;
  await hand(world, m1, alice, bob);
  const m2 = await train(world, m1, bob, "M2");
  await hand(world, m2, bob, charlie, 0n);
  await datatokenOf(m2, bob).approve(offers, 100n * ONE);
  await offers.connect(bob).list(m2, 100n * ONE, world.ocean.Token, PRICE);
  return { ...world, world, m2 };
}

const oceanOf = async ({ token }: World, who: string) => (await token.balanceOf(who)) as bigint;

describe("Offers", () => {
  it("let Charlie buy from Bob and train with what he bought", async () => {
    const { world, offers, bob, charlie, m2, vault } = await bobSells();
    const before = await oceanOf(world, bob.address);
    await expect(offers.connect(charlie).buy(1, 2n * ONE, 6n * ONE))
      .to.emit(offers, "OfferBought")
      .withArgs(1, charlie.address, 2n * ONE, 6n * ONE);
    expect((await oceanOf(world, bob.address)) - before).to.equal(6n * ONE);
    await datatokenOf(m2, charlie).approve(vault, ONE);
    const m3 = await train(world, m2, charlie, "M3");
    expect(await world.registry.isDescendant(m3, world.m1)).to.equal(true);
    expect(await datatokenOf(m2, charlie).balanceOf(charlie)).to.equal(ONE);
  });

  it("sell any part, and round the price up in the seller's favour", async () => {
    const { offers, charlie } = await bobSells();
    expect(await offers.costOf(1, 1n)).to.equal(3n);
    expect(await offers.costOf(1, ONE / 3n)).to.equal(ONE - 1n);
    await offers.connect(charlie).buy(1, 1n, 3n);
    expect((await offers.offerOf(1)).amount).to.equal(100n * ONE - 1n);
  });

  it("give away at a price of zero", async () => {
    const { offers, bob, derek, m2, ocean } = await bobSells();
    await datatokenOf(m2, bob).approve(offers, ONE);
    await offers.connect(bob).list(m2, ONE, ocean.Token, 0);
    await offers.connect(derek).buy(2, ONE, 0);
    expect(await datatokenOf(m2, derek).balanceOf(derek)).to.equal(ONE);
  });

  it("never charge more than the buyer agreed to", async () => {
    const { offers, charlie } = await bobSells();
    await expect(offers.connect(charlie).buy(1, ONE, PRICE - 1n))
      .to.be.revertedWithCustomError(offers, "Offers_TooDear")
      .withArgs(PRICE, PRICE - 1n);
  });

  it("never sell more than is left", async () => {
    const { offers, charlie } = await bobSells();
    await expect(offers.connect(charlie).buy(1, 101n * ONE, 303n * ONE))
      .to.be.revertedWithCustomError(offers, "Offers_NotEnoughLeft")
      .withArgs(1, 100n * ONE);
  });

  it("give the rest back to their seller only, once", async () => {
    const { offers, bob, mallory, m2 } = await bobSells();
    await expect(offers.connect(mallory).withdraw(1))
      .to.be.revertedWithCustomError(offers, "Offers_NotSeller")
      .withArgs(mallory.address);
    const before = (await datatokenOf(m2, bob).balanceOf(bob)) as bigint;
    await offers.connect(bob).withdraw(1);
    expect(await datatokenOf(m2, bob).balanceOf(bob)).to.equal(before + 100n * ONE);
    await expect(offers.connect(bob).withdraw(1)).to.be.revertedWithCustomError(offers, "Offers_NoAmount");
  });

  it("take only the market's fee tokens", async () => {
    const { offers, bob, m2 } = await bobSells();
    await expect(offers.connect(bob).list(m2, ONE, m2, ONE))
      .to.be.revertedWithCustomError(offers, "Offers_PayTokenNotListed")
      .withArgs(m2);
  });
});
