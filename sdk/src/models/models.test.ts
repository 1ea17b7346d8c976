import { getAddress, id, parseEther, sha256, toUtf8Bytes, Wallet, ZeroAddress, ZeroHash } from "ethers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { ERC721Template__factory } from "../generated/factories/ERC721Template__factory.ts";
import { claimableOf } from "../income/claimableOf.ts";
import { inboxOf } from "../income/inboxOf.ts";
import { pay } from "../income/pay.ts";
import { didOf } from "../protocol/didOf.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { describeModel } from "./describeModel.ts";
import { getFamily } from "./getFamily.ts";
import { getModel } from "./getModel.ts";
import { lineageOf } from "./lineageOf.ts";
import { listModels } from "./listModels.ts";
import { publishModel } from "./publishModel.ts";
import { setModelMetadata } from "./setModelMetadata.ts";
import { sharesOf } from "./sharesOf.ts";
import { signCustody } from "./signCustody.ts";
import { transferTitle } from "./transferTitle.ts";

let market: Market;
let alice: Client;
let bob: Client;
beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join()];
});
afterAll(() => market[Symbol.asyncDispose]());

const weightsRoot = id("weights");
const terms = (changes = {}) => ({
  name: "M1",
  weightsRoot,
  family: {
    tailRecipient: alice.account!,
    birthSupply: parseEther("1000"),
    evaluationHash: id("evaluation"),
    ...changes,
  },
});

describe("publishing", () => {
  test("makes a model whose publisher is owner, custodian and tail's choice", async () => {
    const minGain = 10n ** 15n;
    const { model, dataNft } = await publishModel(alice, terms({ minGain, trustClass: "reexec-public" }));
    expect(await getModel(alice, model.toLowerCase())).toEqual({
      address: model,
      name: "M1",
      generation: 0,
      hops: 1,
      root: model,
      weightsRoot,
      dataNft,
      owner: alice.account,
      collector: await alice.contracts.vault.collectorOf(dataNft),
    });
    expect(await getFamily(alice, model)).toEqual({
      custodian: alice.account,
      trustClass: "reexec-public",
      minGain,
      ...terms().family,
    });
    expect(await lineageOf(alice, model)).toEqual([model]);
    expect(await inboxOf(alice, { model, token: model })).toBe(parseEther("1000"));
    const half = 5n * 10n ** 17n;
    expect(await sharesOf(alice, model)).toEqual([
      { recipient: alice.account, hop: 0, share: half },
      { recipient: alice.account, share: half },
    ]);
  });

  test("needs another custodian's consent, for this publisher and these weights", async () => {
    const parameters = terms({ custodian: bob.account! });
    const refusal = { code: "CUSTODIAN_CONSENT_MISSING", args: { custodian: bob.account } };
    await expect(publishModel(alice, parameters)).rejects.toMatchObject(refusal);
    const { family } = parameters;
    const other = await signCustody(bob, { publisher: alice.account!, weightsRoot: id("others"), family });
    await expect(publishModel(alice, { ...parameters, consent: other })).rejects.toMatchObject(refusal);
    const consent = await signCustody(bob, { publisher: alice.account!, weightsRoot, family });
    const { model } = await publishModel(alice, { ...parameters, consent });
    expect((await getFamily(alice, model)).custodian).toBe(bob.account);
    expect((await getModel(alice, model)).owner).toBe(alice.account);
  });

  test.each([
    ["no weights", { weightsRoot: ZeroHash }, "WEIGHTS_ROOT_MISSING"],
    ["no name", { name: "" }, "MODEL_NAME_MISSING"],
  ])("is refused with %s", async (_, changes, code) => {
    await expect(publishModel(alice, { ...terms(), ...changes })).rejects.toMatchObject({ code });
  });

  test.each([
    ["birthSupply", 0n],
    ["tailRecipient", ZeroAddress],
    ["evaluationHash", ZeroHash],
  ])("is refused without %s", async (term, value) => {
    await expect(publishModel(alice, terms({ [term]: value }))).rejects.toMatchObject({
      code: "FAMILY_TERM_MISSING",
      args: { term },
    });
  });

  test("two at once make two models", async () => {
    const published = await Promise.all([publishModel(alice, terms()), publishModel(bob, terms())]);
    const models = await Promise.all(published.map(({ model }) => getModel(alice, model)));
    expect(models.map(({ owner }) => owner)).toEqual([alice.account, bob.account]);
  });
});

test("models are listed by family and by owner", async () => {
  const carol = await market.join();
  const model = await publishRoot(carol, { name: "Carol's" });
  expect((await listModels(alice)).map(({ name }) => name)).toContain("Carol's");
  expect(await listModels(alice, { owner: carol.account! })).toMatchObject([{ address: model }]);
  expect(await listModels(alice, { root: model })).toMatchObject([{ name: "Carol's" }]);
  expect(await listModels(alice, { parent: model })).toEqual([]);
});

test("unknown models are told so, and so is what is no address", async () => {
  const model = Wallet.createRandom().address;
  for (const read of [getModel, getFamily, lineageOf, sharesOf]) {
    await expect(read(alice, model)).rejects.toMatchObject({ code: "MODEL_UNKNOWN", args: { model } });
    await expect(read(alice, "0x12")).rejects.toMatchObject({
      code: expect.stringMatching(/^(ADDRESS|ARGUMENT)_INVALID$/) as unknown,
    });
  }
});

describe("a title", () => {
  test("takes along what comes, not what came", async () => {
    const model = await publishRoot(alice);
    await pay(bob, { model, token: market.ocean, amount: 100n });
    const carol = await market.join(0n);
    await transferTitle(alice, { model, to: carol.account! });
    expect((await getModel(alice, model)).owner).toBe(carol.account);
    expect(await claimableOf(alice, { account: carol.account!, token: market.ocean })).toBe(0n);
    // Half as the owner, half as the tail recipient.
    expect(await claimableOf(alice, { account: alice.account!, token: market.ocean })).toBe(100n);
  });

  test("is moved by its owner only, and to who can hold it", async () => {
    const model = await publishRoot(alice);
    await expect(transferTitle(bob, { model, to: bob.account! })).rejects.toMatchObject({
      code: "TITLE_NOT_YOURS",
    });
    const to = market.addresses.posthuman.Offers;
    await expect(transferTitle(alice, { model, to })).rejects.toMatchObject({
      code: "TITLE_RECEIVER_INVALID",
      args: { receiver: to },
    });
    const unknown = Wallet.createRandom().address;
    await expect(transferTitle(alice, { model: unknown, to: bob.account! })).rejects.toMatchObject({
      code: "TITLE_UNKNOWN",
    });
  });
});

describe("metadata", () => {
  const describeIt = async (model: string) =>
    describeModel({
      chainId: alice.chainId,
      model: await getModel(alice, model),
      lineage: [model],
      description: "A small model for tests.",
      author: "Alice",
      license: "Apache-2.0",
      bitsPerByte: 2.5,
      created: new Date("2026-01-02T03:04:05.678Z"),
      endpoint: "https://worker.example",
    });

  test("is put on chain by the custodian, as Ocean's indexer reads it", async () => {
    const model = await publishRoot(alice);
    const ddo = await describeIt(model);
    const { receipt } = await setModelMetadata(alice, ddo);
    const nft = ERC721Template__factory.connect(ddo.nftAddress, alice.provider);
    const [created] = await nft.queryFilter(nft.filters.MetadataCreated(), receipt.blockNumber);
    const { data, flags, metaDataHash, decryptorUrl } = created!.args;
    expect(JSON.parse(Buffer.from(data.slice(2), "hex").toString())).toEqual(ddo);
    expect([flags, decryptorUrl]).toEqual(["0x00", "https://worker.example"]);
    expect(metaDataHash).toBe(sha256(toUtf8Bytes(data)));
    expect(ddo).toMatchObject({
      id: `did:op:${sha256(toUtf8Bytes(`${getAddress(ddo.nftAddress)}31337`)).slice(2)}`,
      metadata: { type: "model", created: "2026-01-02T03:04:05Z" },
    });
    expect(ddo.id).toBe(didOf({ dataNft: ddo.nftAddress.toLowerCase(), chainId: 31337n }));
    expect(ddo.id).toHaveLength(71);
  });

  test("is refused to others", async () => {
    const ddo = await describeIt(await publishRoot(alice));
    await expect(setModelMetadata(bob, ddo)).rejects.toMatchObject({
      code: "CONTRACT_REFUSED",
      message: expect.stringContaining("METADATA") as unknown,
    });
  });
});

test("a root's whole supply is its publisher's", async () => {
  const token = await publishRoot(alice);
  expect(await balanceOf(alice, { token, account: alice.account! })).toBe(parseEther("1000"));
});
