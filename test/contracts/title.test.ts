import { expect } from "chai";
import { datatokenOf } from "./support/assets.ts";
import { hand, train } from "./support/jobs.ts";
import { BIRTH_SUPPLY, newWorld, ONE } from "./support/world.ts";

/** Bob owns the title of M2 and all its birth supply that is his; Derek will buy the title. */
async function bobsModel() {
  const world = await newWorld();
  const { m1, alice, bob } = world;
  await hand(world, m1, alice, bob);
  const m2 = await train(world, m1, bob, "M2");
  return { ...world, m2, title: BigInt(m2) };
}

describe("The sale of a title", () => {
  it("moves later income to the new owner", async () => {
    const { registry, vault, bob, derek, m2, title, ocean } = await bobsModel();
    await vault.settle(m2, m2);
    await registry.connect(bob).transferFrom(bob, derek, title);
    await vault.connect(bob).pay(m2, ocean.Token, 8n * ONE);
    await vault.settle(m2, ocean.Token);
    expect(await vault.claimable(derek, ocean.Token)).to.equal(4n * ONE);
    expect(await vault.claimable(bob, ocean.Token)).to.equal(0);
    expect(await vault.claimable(bob, m2)).to.equal(BIRTH_SUPPLY / 2n);
  });

  it("takes unsettled income along", async () => {
    const { registry, vault, bob, derek, m2, title } = await bobsModel();
    await registry.connect(bob).transferFrom(bob, derek, title);
    await vault.settle(m2, m2);
    expect(await vault.claimable(derek, m2)).to.equal(BIRTH_SUPPLY / 2n);
    expect(await vault.claimable(bob, m2)).to.equal(0);
  });

  it("changes nothing above: the parent earns its quarter as before", async () => {
    const { registry, vault, bob, derek, alice, m1, m2, title, ocean } = await bobsModel();
    await registry.connect(bob).transferFrom(bob, derek, title);
    await vault.connect(bob).pay(m2, ocean.Token, 8n * ONE);
    await vault.settleLineage(m2, ocean.Token, 2);
    expect(await vault.claimable(alice, ocean.Token)).to.equal(2n * ONE);
    expect(await registry.lineageOf(m2)).to.deep.equal([m2, m1]);
  });

  it("gives the buyer no power over the datatoken", async () => {
    const { registry, bob, derek, m2, title } = await bobsModel();
    await registry.connect(bob).transferFrom(bob, derek, title);
    await expect(datatokenOf(m2, derek).addMinter(derek)).to.be.revertedWith(
      "ERC20Template: NOT DEPLOYER ROLE",
    );
  });

  it("is the owner's to make, and nobody else's", async () => {
    const { registry, bob, mallory, title } = await bobsModel();
    await expect(registry.connect(mallory).transferFrom(bob, mallory, title))
      .to.be.revertedWithCustomError(registry, "ERC721InsufficientApproval")
      .withArgs(mallory.address, title);
  });
});
