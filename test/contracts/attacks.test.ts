import { expect } from "chai";
import { id, MaxUint256, ZeroAddress, type ContractTransactionResponse } from "ethers";
import { dataNftOf, datatokenOf } from "./support/assets.ts";
import { chain } from "./support/contracts.ts";
import { hand, train } from "./support/jobs.ts";
import { BIRTH_SUPPLY, newWorld, ONE } from "./support/world.ts";

async function child() {
  const world = await newWorld();
  await hand(world, world.m1, world.alice, world.bob);
  return { world, m2: await train(world, world.m1, world.bob, "M2") };
}

/** M2, born of Bob's training, as `who` sees it. */
async function modelSeenBy(who: "alice" | "bob" | "mallory") {
  const { world, m2 } = await chain.networkHelpers.loadFixture(child);
  const attacker = world[who];
  return { ...world, attacker, m2, datatoken: datatokenOf(m2, attacker), nft: await dataNftOf(m2, attacker) };
}
type Seen = Awaited<ReturnType<typeof modelSeenBy>>;
type Attack = (seen: Seen) => Promise<ContractTransactionResponse>;

const sale = ({ ocean, attacker }: Seen) => [ocean.Token, attacker.address, attacker.address, ZeroAddress];
const cleaning = ({ m2, datatoken }: Seen) => [
  0,
  m2,
  0,
  datatoken.interface.encodeFunctionData("cleanFrom721"),
];
const another = ({ attacker }: Seen) => [
  ["X", "X"],
  [attacker.address, ZeroAddress, ZeroAddress, ZeroAddress],
  [MaxUint256, 0],
  [],
];

/** What the owner of an ordinary data NFT can do to dilute, redirect or block holders, and what Ocean answers here. */
const ATTACKS: Record<string, [Attack, string]> = {
  "mint more": [(s) => s.datatoken.mint(s.attacker, ONE), "ERC20Template: NOT MINTER"],
  "become a minter": [(s) => s.datatoken.addMinter(s.attacker), "ERC20Template: NOT DEPLOYER ROLE"],
  "become a payment manager": [
    (s) => s.datatoken.addPaymentManager(s.attacker),
    "ERC20Template: NOT DEPLOYER ROLE",
  ],
  "redirect payments": [
    (s) => s.datatoken.setPaymentCollector(s.attacker),
    "ERC20Template: NOT PAYMENT MANAGER or OWNER",
  ],
  "clean the datatoken's permissions": [(s) => s.datatoken.cleanPermissions(), "ERC20Template: not NFTOwner"],
  "clean the datatoken as its data NFT would": [
    (s) => s.datatoken.cleanFrom721(),
    "ERC20Template: NOT 721 Contract",
  ],
  "sell newly minted datatokens": [
    (s) => s.datatoken.createFixedRate(s.ocean.FixedPrice, sale(s), [18, 18, ONE, 0, 1]),
    "ERC20Template: NOT DEPLOYER ROLE",
  ],
  "dispense newly minted datatokens": [
    (s) => s.datatoken.createDispenser(s.ocean.Dispenser, ONE, ONE, true, ZeroAddress),
    "ERC20Template: NOT DEPLOYER ROLE",
  ],
  "store data on the datatoken": [(s) => s.datatoken.setData("0x01"), "ERC20Template: NOT DEPLOYER ROLE"],
  "make a second datatoken": [
    (s) => s.nft.createERC20(1, ...another(s)),
    "ERC721Template: NOT ERC20DEPLOYER_ROLE",
  ],
  "become a manager": [(s) => s.nft.addManager(s.attacker), "ERC721Template: not NFTOwner"],
  "become a deployer of datatokens": [
    (s) => s.nft.addToCreateERC20List(s.attacker),
    "ERC721RolesAddress: NOT MANAGER",
  ],
  "add a metadata updater": [(s) => s.nft.addToMetadataList(s.attacker), "ERC721RolesAddress: NOT MANAGER"],
  "take roles in bulk": [
    (s) => s.nft.addMultipleUsersToRoles([s.attacker], [1]),
    "ERC721RolesAddress: NOT MANAGER",
  ],
  "make the data NFT call": [(s) => s.nft.executeCall(...cleaning(s)), "ERC721RolesAddress: NOT MANAGER"],
  "write to the key-value store": [
    (s) => s.nft.setNewData(id("key"), "0x01"),
    "ERC721Template: NOT STORE UPDATER",
  ],
  "change the token's URI": [(s) => s.nft.setTokenURI(1, "ipfs://other"), "ERC721Template: not NFTOwner"],
  "change the base URI": [(s) => s.nft.setBaseURI("ipfs://other/"), "ERC721Template: not NFTOwner"],
  "clean the data NFT's permissions": [(s) => s.nft.cleanPermissions(), "ERC721Template: not NFTOwner"],
  "move the data NFT": [
    (s) => s.nft.transferFrom(s.registry, s.attacker, 1),
    "ERC721Template: Is non transferable",
  ],
  "approve the data NFT": [
    (s) => s.nft.approve(s.attacker, 1),
    "ERC721: approve caller is not owner nor approved for all",
  ],
};

for (const [who, role] of [
  ["bob", "the owner of the title"],
  ["alice", "the custodian"],
  ["mallory", "a stranger"],
] as const) {
  describe(`On a model, ${role} cannot`, () => {
    for (const [name, [attack, reason]] of Object.entries(ATTACKS)) {
      it(name, async () => {
        const seen = await modelSeenBy(who);
        await expect(attack(seen)).to.be.revertedWith(reason);
        expect(await seen.datatoken.totalSupply()).to.equal(BIRTH_SUPPLY);
      });
    }
  });
}

describe("Nor can the owner of the title", () => {
  it("end the model's life in Ocean", async () => {
    const { nft } = await modelSeenBy("bob");
    await expect(nft.setMetaDataState(5)).to.be.revertedWith("ERC721Template: NOT METADATA_ROLE");
  });

  it("remove the custodian", async () => {
    const { nft, alice } = await modelSeenBy("bob");
    const refusal = "ERC721RolesAddress: Not enough permissions to remove from metadata list";
    await expect(nft.removeFromMetadataList(alice)).to.be.revertedWith(refusal);
  });

  it("mint again what it burned", async () => {
    const seen = await modelSeenBy("bob");
    await seen.vault.settle(seen.m2, seen.m2);
    await seen.vault.connect(seen.bob).claim(seen.m2);
    await seen.datatoken.burn(ONE);
    await expect(seen.datatoken.mint(seen.bob, ONE)).to.be.revertedWith("ERC20Template: NOT MINTER");
    expect(await seen.datatoken.totalSupply()).to.equal(BIRTH_SUPPLY - ONE);
  });
});
