import { id, parseEther, ZeroAddress, ZeroHash } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tokenAt } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { connect } from "../client/connect.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { approve } from "../datatokens/approve.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { jobIdOf, toTermsStruct } from "../protocol/job.ts";
import { publishDataset } from "../testing/publishDataset.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { cancelJob } from "./cancelJob.ts";
import { createTerms, type CreateTermsParameters } from "./createTerms.ts";
import { getJob } from "./getJob.ts";
import { requestJob } from "./requestJob.ts";
import { termsOf } from "./termsOf.ts";

const ONE = parseEther("1");
let market: Market;
let alice: Client;
let bob: Client;
let model: string;
let dataset: string;
let vault: string;
beforeAll(async () => {
  market = await startMarket();
  alice = await market.join();
  model = await publishRoot(alice);
  dataset = await publishDataset(alice);
  vault = market.addresses.posthuman.LineageVault;
});
beforeEach(async () => {
  bob = await market.join(parseEther("10"));
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: 2n * ONE });
});
afterAll(() => market[Symbol.asyncDispose]());

const termsBy = (client: Client, changes: Partial<CreateTermsParameters> = {}) =>
  createTerms(client, {
    kind: "infer",
    model,
    manifestHash: id("manifest"),
    maxFee: parseEther("3"),
    ...changes,
  });
const held = (token: string) => balanceOf(bob, { token, account: bob.account! });
const allowed = (token: string) => tokenAt(bob, token).allowance(bob.account!, vault);

describe("a request", () => {
  test("is paid, has the id that was computed off the chain, and its terms can be read back", async () => {
    const terms = await termsBy(bob, { assets: [dataset], orderedAtLease: 1, manifestURI: "posthuman:x" });
    await transferDatatoken(alice, { token: dataset, to: bob.account!, amount: ONE });
    const { id: job } = await requestJob(bob, terms);
    const deployment = { chainId: bob.chainId, market: market.addresses.posthuman.JobMarket };
    expect(job).toBe(await bob.contracts.market.jobId(toTermsStruct(terms)));
    expect(job).toBe(jobIdOf(terms, deployment));
    expect(await termsOf(bob, job)).toEqual(terms);
    expect(await getJob(bob, job)).toEqual({ id: job, state: "Requested", attempts: 0 });
    expect([await held(model), await held(dataset), await held(market.ocean)]).toEqual([
      ...[ONE, 0n, parseEther("7")],
    ]);
    await cancelJob(bob, job);
    expect([await held(model), await held(dataset), await held(market.ocean)]).toEqual([
      ...[2n * ONE, ONE, parseEther("10")],
    ]);
    expect(await getJob(bob, job)).toMatchObject({ state: "Cancelled" });
    await expect(cancelJob(bob, job)).rejects.toMatchObject({
      code: "JOB_WRONG_STATE",
      args: { state: "Cancelled" },
    });
  });

  test("is one transaction where the token knows permits, and leaves no allowance", async () => {
    const count = () => bob.provider.getTransactionCount(bob.account!);
    const before = await count();
    await requestJob(bob, await termsBy(bob, { maxFee: 0n }));
    expect((await count()) - before).toBe(1);
    // OCEAN has none, so the fee is approved.
    await requestJob(bob, await termsBy(bob));
    expect((await count()) - before).toBe(3);
    expect([await allowed(model), await allowed(market.ocean)]).toEqual([0n, 0n]);
  });

  test("approves exactly what is needed when told to, and nothing when told not to", async () => {
    const terms = await termsBy(bob);
    await expect(requestJob(bob, terms, { payment: "none" })).rejects.toMatchObject({
      code: "NO_ALLOWANCE",
      args: { token: model, spender: vault, have: 0n, need: ONE },
    });
    await approve(bob, { token: model, spender: vault, amount: ONE });
    await approve(bob, { token: market.ocean, spender: vault, amount: parseEther("3") });
    await requestJob(bob, terms, { payment: "none" });
    await requestJob(bob, await termsBy(bob), { payment: "approve" });
    expect([await allowed(model), await allowed(market.ocean)]).toEqual([0n, 0n]);
  });

  test("may pay its fee in the datatoken that it spends", async () => {
    const terms = await termsBy(bob, { assets: [model], maxFee: 0n });
    await requestJob(bob, terms);
    expect(await held(model)).toBe(0n);
  });
});

describe("a request is refused, and nothing is taken,", () => {
  test("with too few datatokens", async () => {
    await transferDatatoken(bob, { token: model, to: alice.account!, amount: ONE + 1n });
    await expect(requestJob(bob, await termsBy(bob))).rejects.toMatchObject({
      code: "NOT_ENOUGH_DATATOKENS",
      args: { token: model, have: "0.999999999999999999", need: "1" },
    });
    expect(await held(market.ocean)).toBe(parseEther("10"));
    expect(await allowed(market.ocean)).toBe(0n);
  });

  test("with too little for the fee", async () => {
    await expect(requestJob(bob, await termsBy(bob, { maxFee: parseEther("11") }))).rejects.toMatchObject({
      code: "NOT_ENOUGH_FEE",
      args: { token: market.ocean, have: parseEther("10") },
    });
    expect(await held(model)).toBe(2n * ONE);
  });

  test.each([
    ["a model that is none", () => ({ model: dataset }), "MODEL_UNKNOWN"],
    ["an asset that is none", () => ({ assets: [market.ocean] }), "ASSET_UNKNOWN"],
    ["a fee in a token that is not listed", () => ({ feeToken: model, maxFee: 1n }), "FEE_TOKEN_NOT_LISTED"],
    ["a deadline too far away", () => ({ seconds: 1e9 }), "DEADLINE_INVALID"],
    ["no manifest", () => ({ manifestHash: ZeroHash }), "TERMS_INCOMPLETE"],
    ["a child of an inference", () => ({ childName: "M2" }), "TERMS_INCOMPLETE"],
    ["a training without a child's name", () => ({ kind: "train" as const }), "TERMS_INCOMPLETE"],
    ["more to order than there is", () => ({ orderedAtLease: 1 }), "ASSETS_TOO_MANY"],
    ["a worker that is no address", () => ({ worker: "me" }), "ADDRESS_INVALID"],
  ])("with %s", async (_, changes, code) => {
    const attempt = async () => requestJob(bob, await termsBy(bob, changes()));
    await expect(attempt()).rejects.toMatchObject({ code });
    expect([await held(model), await held(market.ocean)]).toEqual([2n * ONE, parseEther("10")]);
  });

  test("with the same terms again, or somebody else's", async () => {
    const terms = await termsBy(bob, { maxFee: 0n });
    await requestJob(bob, terms);
    await expect(requestJob(bob, terms)).rejects.toMatchObject({ code: "JOB_DUPLICATE" });
    await expect(requestJob(alice, terms)).rejects.toMatchObject({ code: "JOB_DUPLICATE" });
    await expect(cancelJob(alice, jobIdOf(terms, { chainId: 31337n, market: vault }))).rejects.toMatchObject({
      code: "JOB_NOT_ON_CHAIN",
    });
  });

  test("by a client that only reads", async () => {
    const reader = await connect({ provider: market.chain.provider, addresses: market.addresses });
    await expect(termsBy(reader)).rejects.toMatchObject({ code: "SIGNER_MISSING" });
    await expect(getJob(reader, ZeroHash)).rejects.toMatchObject({ code: "JOB_NOT_ON_CHAIN" });
    await expect(termsOf(reader, "first")).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    const malformed = reader.contracts.market.filters.JobLeased("first");
    await expect(queryEvents(reader, reader.contracts.market, malformed)).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
    });
    await expect(getJob(reader, ZeroAddress)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });
});
