import { expect } from "chai";
import { id, keccak256, toUtf8Bytes, ZeroAddress, ZeroHash } from "ethers";
import { dataNftOf, datatokenOf } from "./support/assets.ts";
import { chain } from "./support/contracts.ts";
import { BIRTH_SUPPLY, bornIn, familyOf, newWorld, type World } from "./support/world.ts";

const WEIGHTS = id("weights");

const CONSENT = {
  Custody: [
    { name: "publisher", type: "address" },
    { name: "weightsRoot", type: "bytes32" },
    { name: "trustClass", type: "uint8" },
    { name: "tailRecipient", type: "address" },
    { name: "birthSupply", type: "uint96" },
    { name: "minGain", type: "uint256" },
    { name: "evaluationHash", type: "bytes32" },
  ],
};

async function consentOf({ registry, people }: World, publisher: string) {
  const { chainId } = await chain.ethers.provider.getNetwork();
  const domain = {
    name: "Posthuman",
    version: "1",
    chainId,
    verifyingContract: await registry.getAddress(),
  };
  const custody = { publisher, weightsRoot: WEIGHTS, ...familyOf(people) };
  return people.alice.signTypedData(domain, CONSENT, custody);
}

/** A DDO as Ocean's indexers read it. */
const DDO = {
  "@context": ["https://w3id.org/did/v1"],
  version: "4.7.0",
  chainId: 31337,
  metadata: {
    type: "model",
    name: "M1",
    author: "Alice",
    license: "Apache-2.0",
    description: "GPT-2, trained on speeches",
    additionalInformation: { parent: null, family: "M1" },
  },
  services: [],
};

const metadata = (ddo: object) => {
  const data = toUtf8Bytes(JSON.stringify(ddo));
  return [0, "http://127.0.0.1:8001", ZeroAddress, "0x00", data, keccak256(data), []] as const;
};

describe("Publishing a root", () => {
  it("leaves the data NFT with the registry and the title with the publisher", async () => {
    const { registry, alice, m1 } = await newWorld();
    const nft = await dataNftOf(m1, alice);
    expect(await nft.ownerOf(1)).to.equal(await registry.getAddress());
    expect(await nft.transferable()).to.equal(false);
    expect(await registry.ownerOf(BigInt(m1))).to.equal(alice.address);
    expect(await registry.isModel(m1)).to.equal(true);
    expect((await registry.modelOf(m1)).parent).to.equal(ZeroAddress);
  });

  it("mints the birth supply once, as income, and leaves no minter", async () => {
    const { registry, vault, alice, m1 } = await newWorld();
    const datatoken = datatokenOf(m1, alice);
    expect(await datatoken.totalSupply()).to.equal(BIRTH_SUPPLY);
    expect(await vault.inboxOf(m1, m1)).to.equal(BIRTH_SUPPLY);
    for (const account of [registry, vault, alice]) expect(await datatoken.isMinter(account)).to.equal(false);
  });

  it("directs Ocean's payments to the model's collector", async () => {
    const { vault, alice, m1 } = await newWorld();
    const nft = await dataNftOf(m1, alice);
    expect(await datatokenOf(m1, alice).getPaymentCollector()).to.equal(await vault.collectorOf(nft));
  });

  it("lets the custodian describe the model, and nobody else", async () => {
    const { m1, alice, mallory } = await newWorld();
    const nft = await dataNftOf(m1, alice);
    await expect(nft.setMetaData(...metadata(DDO))).to.emit(nft, "MetadataCreated");
    const stranger = await dataNftOf(m1, mallory);
    await expect(stranger.setMetaData(...metadata(DDO))).to.be.revertedWith(
      "ERC721Template: NOT METADATA_ROLE",
    );
  });

  it("takes a custodian's signature where another account publishes", async () => {
    const world = await newWorld();
    const { registry, bob, people } = world;
    const consent = await consentOf(world, bob.address);
    const sent = await registry.connect(bob).publish("M1b", "", WEIGHTS, familyOf(people), consent);
    const model = await bornIn(registry, sent);
    expect(await registry.custodianOf(model)).to.equal(world.alice.address);
    expect(await registry.ownerOf(BigInt(model))).to.equal(bob.address);
  });

  it("refuses a custodian that did not consent, or consented to another publisher", async () => {
    const world = await newWorld();
    const { registry, bob, charlie, people } = world;
    for (const consent of ["0x", await consentOf(world, charlie.address)]) {
      await expect(registry.connect(bob).publish("M1b", "", WEIGHTS, familyOf(people), consent))
        .to.be.revertedWithCustomError(registry, "ModelRegistry_NoCustodianConsent")
        .withArgs(world.alice.address);
    }
  });

  it("lets a copied commitment block nobody", async () => {
    const { registry, mallory, alice, people } = await newWorld();
    const theirs = { ...familyOf(people), custodian: mallory.address };
    await registry.connect(mallory).publish("Copy", "", WEIGHTS, theirs, "0x");
    await registry.connect(alice).publish("Original", "", WEIGHTS, familyOf(people), "0x");
  });

  for (const [term, missing] of Object.entries({
    custodian: { custodian: ZeroAddress },
    tailRecipient: { tailRecipient: ZeroAddress },
    birthSupply: { birthSupply: 0n },
    evaluationHash: { evaluationHash: ZeroHash },
  })) {
    it(`refuses a family without ${term}`, async () => {
      const { registry, alice, people } = await newWorld();
      const family = { ...familyOf(people), ...missing };
      await expect(registry.connect(alice).publish("M", "", WEIGHTS, family, "0x"))
        .to.be.revertedWithCustomError(registry, "ModelRegistry_MissingTerm")
        .withArgs(term);
    });
  }

  it("refuses a model without weights or name", async () => {
    const { registry, alice, people } = await newWorld();
    const as = registry.connect(alice);
    await expect(as.publish("M", "", ZeroHash, familyOf(people), "0x")).to.be.revertedWithCustomError(
      registry,
      "ModelRegistry_NoWeights",
    );
    await expect(as.publish("", "", WEIGHTS, familyOf(people), "0x")).to.be.revertedWithCustomError(
      registry,
      "ModelRegistry_NoName",
    );
  });
});
