import { expect } from "chai";
import { dataNftOf, datatokenOf, escrowOf, NO_MARKET_FEE, NO_PROVIDER_FEE } from "./support/assets.ts";
import { hand, MAX_FEE, termsOf } from "./support/jobs.ts";
import { newWorld, ONE } from "./support/world.ts";

/** Derek holds ten datatokens of M1. */
async function consumer() {
  const world = await newWorld();
  const { m1, alice, derek, vault } = world;
  await hand(world, m1, alice, derek);
  const collector = await vault.collectorOf(await dataNftOf(m1, alice));
  return { ...world, collector, datatoken: datatokenOf(m1, derek) };
}

// Ocean keeps 3 % of each order.
const RECEIVED = (97n * ONE) / 100n;

describe("A model's collector", () => {
  it("gets Ocean's own orders, which the cascade then shares", async () => {
    const { vault, m1, derek, alice, tail, collector, datatoken } = await consumer();
    await datatoken.startOrder(derek, 0, NO_PROVIDER_FEE, NO_MARKET_FEE);
    expect(await datatoken.balanceOf(collector)).to.equal(RECEIVED);
    const [hers, theirs] = [await vault.claimable(alice, m1), await vault.claimable(tail, m1)];
    await expect(vault.collect(m1, m1)).to.emit(vault, "IncomeReceived").withArgs(m1, m1, RECEIVED);
    await vault.settle(m1, m1);
    expect((await vault.claimable(alice, m1)) - hers).to.equal(RECEIVED / 2n);
    expect((await vault.claimable(tail, m1)) - theirs).to.equal(RECEIVED / 2n);
  });

  it("takes any token that is sent to it", async () => {
    const { vault, m1, token, collector, ocean } = await consumer();
    await token.transfer(collector, 5n * ONE);
    await vault.collect(m1, ocean.Token);
    expect(await vault.inboxOf(m1, ocean.Token)).to.equal(5n * ONE);
  });

  it("can be emptied again after its deployment", async () => {
    const { vault, m1, token, collector, ocean } = await consumer();
    for (const total of [5n * ONE, 10n * ONE]) {
      await token.transfer(collector, 5n * ONE);
      await vault.collect(m1, ocean.Token);
      expect(await vault.inboxOf(m1, ocean.Token)).to.equal(total);
    }
  });

  it("has nothing to give when empty, and none for an unknown model", async () => {
    const { vault, m1, ocean } = await consumer();
    await expect(vault.collect(m1, ocean.Token)).to.be.revertedWithCustomError(
      vault,
      "LineageVault_NothingToMove",
    );
    await expect(vault.collect(ocean.Token, ocean.Token))
      .to.be.revertedWithCustomError(vault, "LineageVault_UnknownModel")
      .withArgs(ocean.Token);
  });

  it("never counts escrow as income", async () => {
    const world = await consumer();
    const { vault, market, m1, ocean, derek } = world;
    await market.connect(derek).request(await termsOf(world, derek));
    expect(await escrowOf(world, ocean.Token)).to.equal(MAX_FEE);
    await expect(vault.collect(m1, ocean.Token)).to.be.revertedWithCustomError(
      vault,
      "LineageVault_NothingToMove",
    );
  });
});
