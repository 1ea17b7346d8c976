import { expect } from "chai";
import { oceanContract } from "./support/contracts.ts";
import { hand, train } from "./support/jobs.ts";
import { BIRTH_SUPPLY, newWorld, ONE } from "./support/world.ts";

describe("A lineage of three births", () => {
  async function threeModels() {
    const world = await newWorld();
    const { m1, alice, bob, charlie } = world;
    await hand(world, m1, alice, bob);
    const m2 = await train(world, m1, bob, "M2");
    await hand(world, m2, bob, charlie);
    const m3 = await train(world, m2, charlie, "M3");
    return { ...world, world, m2, m3 };
  }

  it("names every ancestor, from the model to its root", async () => {
    const { registry, m1, m2, m3 } = await threeModels();
    expect(await registry.lineageOf(m3)).to.deep.equal([m3, m2, m1]);
    expect((await registry.modelOf(m3)).generation).to.equal(2);
    expect(await registry.isDescendant(m3, m1)).to.equal(true);
    expect(await registry.isDescendant(m1, m3)).to.equal(false);
  });

  it("shares M3's datatokens 50 / 25 / 12.5 / 12.5, to the wei", async () => {
    const { vault, m3, alice, bob, charlie, tail } = await threeModels();
    await vault.settleLineage(m3, m3, 64);
    const expected = [charlie, bob, alice, tail].map((person, hop) => ({
      person,
      share: BIRTH_SUPPLY / 2n ** BigInt(Math.min(hop + 1, 3)),
    }));
    for (const { person, share } of expected) {
      await vault.claimFor(person, m3);
      expect(await oceanContract("templates/ERC20Template", m3, person).balanceOf(person)).to.equal(share);
    }
    expect(await oceanContract("templates/ERC20Template", m3, tail).balanceOf(vault)).to.equal(0);
  });

  it("says the same in sharesOf", async () => {
    const { registry, m3, alice, bob, charlie, tail } = await threeModels();
    const [recipients, shares] = await registry.sharesOf(m3);
    expect(recipients).to.deep.equal([charlie.address, bob.address, alice.address, tail.address]);
    expect(shares).to.deep.equal([ONE / 2n, ONE / 4n, ONE / 8n, ONE / 8n]);
  });
});
