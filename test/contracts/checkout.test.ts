import { expect } from "chai";
import { datatokenOf, publishDataset } from "./support/assets.ts";
import { FEE, Kind, MAX_FEE, passWindow, resultOf, termsOf } from "./support/jobs.ts";
import { openPool } from "./support/pools.ts";
import { newWorld, ONE } from "./support/world.ts";

const PRICE = 2n * ONE;

/** Derek has 1000 OCEAN and no datatoken; Alice sells M1 by an offer and in a pool. */
async function shop() {
  const world = await newWorld();
  const { offers, m1, alice, ocean, derek, checkout } = world;
  const pool = await openPool(world);
  await datatokenOf(m1, alice).approve(offers, 5n * ONE);
  await offers.connect(alice).list(m1, 5n * ONE, ocean.Token, PRICE);
  const purchase = { source: 0, id: 1n, token: m1, amount: ONE, payToken: ocean.Token, maxCost: PRICE };
  const oceanOf = async (who: string) => (await world.token.balanceOf(who)) as bigint;
  const assertHoldsNothing = async () => {
    expect(await oceanOf(await checkout.getAddress())).to.equal(0n);
    expect(await datatokenOf(m1, derek).balanceOf(checkout)).to.equal(0n);
  };
  return { ...world, world, pool, purchase, oceanOf, assertHoldsNothing };
}

describe("The checkout", () => {
  it("lets Derek, who holds OCEAN only, buy and request in one transaction", async () => {
    const { world, market, checkout, derek, m1, ocean, purchase, oceanOf, assertHoldsNothing } = await shop();
    const terms = await termsOf(world, derek, { kind: Kind.Infer });
    const before = await oceanOf(derek.address);
    await expect(checkout.connect(derek).buyAndRequest([purchase], terms))
      .to.emit(market, "JobRequested")
      .and.to.emit(checkout, "Bought")
      .withArgs(derek.address, m1, ONE, ocean.Token, PRICE);
    expect(before - (await oceanOf(derek.address))).to.equal(PRICE + MAX_FEE);
    await assertHoldsNothing();
  });

  it("requests jobs that run and settle, and whose rest goes to the requester", async () => {
    const { world, market, checkout, derek, worker, pool, purchase, oceanOf, assertHoldsNothing } =
      await shop();
    const terms = await termsOf(world, derek, { kind: Kind.Infer });
    const fromPool = { ...purchase, source: 1, id: BigInt(pool), maxCost: 3n * ONE };
    await checkout.connect(derek).buyAndRequest([fromPool], terms);
    const result = resultOf(world, Kind.Infer);
    await market.connect(worker).lease(terms);
    await market.connect(worker).submit(await market.jobId(terms), result);
    await passWindow();
    const before = await oceanOf(derek.address);
    await market.settle(terms, result);
    expect((await oceanOf(derek.address)) - before).to.equal(MAX_FEE - FEE);
    await assertHoldsNothing();
  });

  it("buys the model from a pool and takes a dataset's datatoken that Derek has", async () => {
    const { world, vault, checkout, derek, publisher, pool, purchase, assertHoldsNothing } = await shop();
    const dataset = await publishDataset(world, publisher, derek);
    await datatokenOf(dataset, derek).approve(checkout, ONE);
    const terms = await termsOf(world, derek, { assets: [dataset] });
    const fromPool = { ...purchase, source: 1, id: BigInt(pool), maxCost: 3n * ONE };
    await checkout.connect(derek).buyAndRequest([fromPool], terms);
    expect(await datatokenOf(dataset, derek).balanceOf(vault)).to.equal(ONE);
    await assertHoldsNothing();
  });

  it("does nothing at all when a price rose, or a dataset is missing", async () => {
    const { world, checkout, derek, publisher, mallory, purchase, oceanOf } = await shop();
    const before = await oceanOf(derek.address);
    const terms = await termsOf(world, derek);
    const cheaper = { ...purchase, maxCost: PRICE - 1n };
    await expect(checkout.connect(derek).buyAndRequest([cheaper], terms))
      .to.be.revertedWithCustomError(checkout, "Checkout_TooDear")
      .withArgs(PRICE, PRICE - 1n);
    const dataset = await publishDataset(world, publisher, mallory);
    const more = await termsOf(world, derek, { assets: [dataset] });
    await expect(checkout.connect(derek).buyAndRequest([purchase], more)).to.be.revertedWith(
      "ERC20: insufficient allowance",
    );
    expect(await oceanOf(derek.address)).to.equal(before);
  });

  it("acts for the requester only", async () => {
    const { world, checkout, derek, mallory, purchase } = await shop();
    const terms = await termsOf(world, derek);
    await expect(checkout.connect(mallory).buyAndRequest([purchase], terms))
      .to.be.revertedWithCustomError(checkout, "Checkout_NotRequester")
      .withArgs(mallory.address);
  });
});
