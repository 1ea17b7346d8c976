import { expect } from "chai";
import { datatokenOf } from "./support/assets.ts";
import { oceanContract } from "./support/contracts.ts";
import { hand } from "./support/jobs.ts";
import { buying, openPool, poolOf, selling, SWAP_FEE } from "./support/pools.ts";
import { newWorld, ONE } from "./support/world.ts";

/** Alice's pool of 100 M1 and 200 OCEAN; Bob and Charlie hold ten M1 each, and 1000 OCEAN. */
async function pooled() {
  const world = await newWorld();
  const pool = await openPool(world, world.bob, world.charlie);
  const oceanOf = async (who: { address: string }) => (await world.token.balanceOf(who.address)) as bigint;
  return { ...world, world, pool, oceanOf };
}

describe("Pools", () => {
  it("let Bob stake, earn from Charlie's trades, and leave with more than he brought", async () => {
    const { world, poolDesk, pool, bob, charlie, m1, oceanOf } = await pooled();
    const before = (await oceanOf(bob)) + 2n * ((await datatokenOf(m1, bob).balanceOf(bob)) as bigint);
    await expect(poolDesk.connect(bob).join(pool, 20n * ONE, 10n * ONE, 10n * ONE))
      .to.emit(poolDesk, "PoolJoined")
      .withArgs(pool, bob.address, 10n * ONE, 20n * ONE, 10n * ONE);
    for (let trades = 0; trades < 5; trades++) {
      await poolOf(pool, charlie).swapExactAmountOut(...buying(world, 10n * ONE));
      await poolOf(pool, charlie).swapExactAmountIn(...selling(world, 10n * ONE));
    }
    await poolDesk.connect(bob).exit(pool, 10n * ONE, 0, 0);
    const after = (await oceanOf(bob)) + 2n * ((await datatokenOf(m1, bob).balanceOf(bob)) as bigint);
    expect(after - before).to.be.within(ONE / 100n, ONE);
    expect(await poolOf(pool, bob).balanceOf(bob)).to.equal(0n);
  });

  it("price a datatoken by what was bought and sold before", async () => {
    const { world, pool, bob, ocean, m1 } = await pooled();
    const price = () => poolOf(pool, bob).getSpotPrice(ocean.Token, m1, 0);
    const start = await price();
    await poolOf(pool, bob).swapExactAmountOut(...buying(world, 10n * ONE));
    expect(await price()).to.be.greaterThan(((start as bigint) * 12n) / 10n);
    await poolOf(pool, bob).swapExactAmountIn(...selling(world, 20n * ONE));
    expect(await price()).to.be.lessThan(start as bigint);
  });

  it("never charge more or pay less than was agreed to", async () => {
    const { world, pool, bob } = await pooled();
    await expect(poolOf(pool, bob).swapExactAmountOut(...buying(world, ONE, 2n * ONE))).to.be.revertedWith(
      "ERR_LIMIT_IN",
    );
    await expect(poolOf(pool, bob).swapExactAmountIn(...selling(world, ONE, 2n * ONE))).to.be.revertedWith(
      "ERR_LIMIT_OUT",
    );
  });

  it("can be many for one pair, and of an ordinary dataset", async () => {
    const { poolDesk, alice, m1, ocean } = await pooled();
    const values = [m1, ONE, ocean.Token, ONE, SWAP_FEE] as const;
    await expect(poolDesk.connect(alice).create(...values)).to.emit(poolDesk, "PoolCreated");
    await expect(poolDesk.connect(alice).create(...values)).to.emit(poolDesk, "PoolCreated");
    await expect(poolDesk.connect(alice).create(ocean.Token, ONE, ocean.Token, ONE, SWAP_FEE))
      .to.be.revertedWithCustomError(poolDesk, "PoolDesk_UnknownDatatoken")
      .withArgs(ocean.Token);
  });

  it("cannot be joined or left on one side only, past the desk", async () => {
    const { poolDesk, pool, alice, bob } = await pooled();
    await expect(poolOf(pool, bob).joinswapExternAmountIn(ONE, 0))
      .to.be.revertedWithCustomError(poolDesk, "PoolDesk_NotThroughDesk")
      .withArgs(pool);
    await expect(poolOf(pool, alice).exitswapPoolAmountIn(ONE, 0)).to.be.revertedWithCustomError(
      poolDesk,
      "PoolDesk_NotThroughDesk",
    );
  });

  it("take no fee for Ocean's router, whatever its owner wants", async () => {
    const { world, pool, bob, ocean, deployer, m1, alice } = await pooled();
    const router = oceanContract("pools/FactoryRouter", ocean.Router, deployer);
    await router.updateOPCFee(ONE / 2n, ONE / 2n, 0, 0);
    await hand(world, m1, alice, bob, 0n);
    const before = (await world.token.balanceOf(bob)) as bigint;
    await poolOf(pool, bob).swapExactAmountOut(...buying(world, ONE));
    expect(before - ((await world.token.balanceOf(bob)) as bigint)).to.be.within(2n * ONE, (21n * ONE) / 10n);
  });
});
