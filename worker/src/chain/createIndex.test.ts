import { DatabaseSync } from "node:sqlite";
import {
  birthJob,
  cancelJob,
  createTerms,
  expireJob,
  getJob,
  jobStates,
  lapseJob,
  lineageOf,
  requestJob,
  resultOf,
  settleJob,
  termsOf,
  transferDatatoken,
  type Client,
  type CreateTermsParameters,
} from "@posthuman/sdk";
import { joinWorker, type TestWorker } from "@posthuman/sdk/testing/joinWorker";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { id, parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../database/openDatabase.ts";
import { createFollower } from "./createFollower.ts";
import { createIndex } from "./createIndex.ts";
import { createProjector } from "./createProjector.ts";
import { jobMarketProjection } from "./jobMarketProjection.ts";
import { modelRegistryProjection, workerRegistryProjection } from "./registryProjections.ts";
import { wrapProvider } from "./rpc.ts";

let market: Market;
let alice: Client;
let bob: Client;
let worker: TestWorker;
let model: string;

beforeAll(async () => {
  market = await startMarket({ leaseSeconds: 600, challengeSeconds: 60 });
  [alice, bob] = await Promise.all([market.join(), market.join()]);
  model = await publishRoot(alice);
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: parseEther("20") });
  worker = await joinWorker(market, alice);
});

afterAll(() => market[Symbol.asyncDispose]());

/** An index in memory that follows the market. */
function open() {
  const db = new DatabaseSync(":memory:");
  migrate(db, "");
  const { posthuman } = market.addresses;
  const { contracts } = alice;
  const projections = [
    jobMarketProjection(db, posthuman.JobMarket, contracts.market),
    modelRegistryProjection(db, posthuman.ModelRegistry, contracts.registry),
    workerRegistryProjection(db, posthuman.WorkerRegistry, contracts.workers),
  ];
  const follower = createFollower({
    rpc: wrapProvider(market.chain.provider, market.chain.url),
    db,
    handler: createProjector(db, projections),
    addresses: projections.map(({ address }) => address),
    startBlock: market.addresses.startBlock,
    confirmations: 0,
    reorgWindow: 64,
  });
  const catchUp = async () => {
    while (await follower.step());
  };
  const dump = () =>
    ["events", "models", "families", "jobs", "authorisations"].map((table) =>
      db.prepare(`SELECT * FROM ${table}`).all(),
    );
  return { db, index: createIndex(db), catchUp, dump };
}

async function request(changes: Partial<CreateTermsParameters> = {}): Promise<string> {
  const terms = { kind: "infer", model, manifestHash: id("manifest"), ...changes } as const;
  return (await requestJob(bob, await createTerms(bob, terms))).id;
}

/** A job in every state that the market knows, and the child of a training. */
async function playAll() {
  const requested = await request();
  const leased = await request({ maxFee: 5n });
  await worker.lease(leased);
  await worker.renew(leased, 2_500);
  const failed = await request();
  await worker.lease(failed);
  await worker.fail(failed, "DATASET_EMPTY");
  const cancelled = await request();
  await cancelJob(bob, cancelled);
  const trained = await request({ kind: "train", childName: "M2", maxFee: 9n });
  await worker.lease(trained);
  await worker.submit(trained, { fee: 7n });
  await market.chain.advance(61);
  await settleJob(bob, trained);
  const { child } = await birthJob(bob, trained);
  const settled = await request();
  await worker.lease(settled);
  await worker.submit(settled);
  await market.chain.advance(61);
  await settleJob(bob, settled);
  const expired = await request({ seconds: 100 });
  const lapsed = await request();
  await worker.lease(lapsed);
  await market.chain.advance(601);
  await expireJob(bob, expired);
  await lapseJob(bob, lapsed);
  const submitted = await request();
  const other = await joinWorker(market, alice);
  await other.lease(submitted);
  await other.submit(submitted);
  return { requested, leased, failed, cancelled, trained, settled, expired, lapsed, submitted, child };
}

test("says of every job what the chain says, and undoes what a reorg took", async () => {
  const early = open();
  await early.catchUp();
  expect(early.index.custodiansOf(worker.account)).toEqual([alice.account]);
  const { child, ...jobs } = await playAll();
  await early.catchUp();
  const { index } = early;

  for (const job of Object.values(jobs)) {
    const { state, attempts, until = 0n, worker: holder } = await getJob(bob, job);
    expect(index.job(job)).toMatchObject({
      id: job,
      state,
      attempts,
      birthDue: false,
      until: Number(until),
      worker: holder,
    });
    expect(index.job(job)?.terms).toEqual(await termsOf(bob, job));
  }
  const states = new Set(Object.values(jobs).map((job) => index.job(job)?.state));
  expect(states).toEqual(new Set(jobStates.filter((state) => state !== "None")));
  expect(index.job(jobs.trained)).toMatchObject({
    child,
    fee: 7n,
    result: await resultOf(bob, jobs.trained),
  });
  expect(index.job(jobs.leased)).toMatchObject({ progress: 2_500, terms: { maxFee: 5n, assets: [] } });
  expect(index.job(jobs.failed)?.reason).toBe("DATASET_EMPTY");
  expect(index.job(id("nothing"))).toBeUndefined();
  const stillOpen = [jobs.requested, jobs.leased, jobs.lapsed, jobs.submitted];
  expect(index.openJobs().map((job) => job.id)).toEqual(stillOpen);
  expect(index.lineage(child).map((entry) => entry.id)).toEqual(await lineageOf(bob, child));
  expect(index.lineage(child)[0]).toMatchObject({
    custodian: alice.account,
    evaluationHash: id("evaluation set"),
  });
  expect(index.models().map((entry) => entry.id)).toEqual([model, child]);
  expect(index.isAuthorised(alice.account!, worker.account)).toBe(true);
  expect(index.isAuthorised(bob.account!, worker.account)).toBe(false);

  const all = { worker: worker.account, limit: 100 };
  expect(index.jobs(all)).toHaveLength(9);
  expect(index.jobs({ ...all, limit: 1 }).map((job) => job.id)).toEqual([jobs.submitted]);
  expect(index.jobs({ ...all, state: "Failed", model, requester: bob.account! })).toHaveLength(1);
  expect(index.jobs({ ...all, requester: alice.account! })).toEqual([]);
  expect(index.jobs({ ...all, worker: bob.account! })).toEqual([]);

  const before = early.dump();
  await market.chain.provider.send("anvil_reorg", [25, []]);
  await early.catchUp();
  expect(early.dump()).not.toEqual(before);
  await request();
  await early.catchUp();
  const fresh = open();
  await fresh.catchUp();
  expect(early.dump()).toEqual(fresh.dump());
});
