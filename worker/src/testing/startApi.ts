import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { PassThrough } from "node:stream";
import { workerRequestHeader, workerRequestTypes, type WorkerAction } from "@posthuman/sdk";
import { getAddress, Wallet } from "ethers";
import type { ApiContext } from "../api/ApiContext.ts";
import { createApi } from "../api/createApi.ts";
import type { JobView } from "../api/JobView.ts";
import { migrate } from "../database/openDatabase.ts";
import { createIntake } from "../gate/intake.ts";
import { createAuthenticate } from "../http/authenticate.ts";
import { listen } from "../http/listen.ts";
import { openEventLog } from "../job/eventLog.ts";
import { createLogger } from "../log/createLogger.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { createFairQueue } from "../serving/createFairQueue.ts";
import { createSessionDesk } from "../sessions/createSessionDesk.ts";
import { createSessions } from "../sessions/createSessions.ts";
import { openSessionStore } from "../sessions/openSessionStore.ts";
import { createUploads } from "../uploads/createUploads.ts";
import { temporaryFolder } from "./fixtures.ts";

const account = (seed: number) => new Wallet(`0x${String(seed).repeat(64)}`);

/** The requester of the job, a stranger, and the worker. */
export const [requester, stranger, worker] = [account(1), account(2), account(3)] as const;
export const market = getAddress(`0x${"aa".repeat(20)}`);
export const asset = getAddress(`0x${"bb".repeat(20)}`);
/** Id of the one job. */
export const id = `0x${"12".repeat(32)}`;
const chainId = 31_337n;

/** What a request is signed for, and by whom; by default for the job's results, by its requester. */
export interface Signing {
  readonly by?: Wallet;
  readonly action?: WorkerAction;
  readonly subject?: string;
  readonly expires?: number;
  readonly worker?: string;
}

/** The API of a worker with one job and no sessions. What it says of itself can be set. */
export interface TestApi extends AsyncDisposable {
  readonly url: string;
  readonly context: ApiContext;
  readonly db: DatabaseSync;
  job: JobView;
  problems: string[];
  /** Unix time in seconds, as the check of signatures sees it. */
  clock: number;
  /** Uploads that arrived. */
  uploads(): number;
  /** The line that was logged last. */
  logged(): string;
  /** Headers of a signed request. */
  signed(options?: Signing): Promise<Record<string, string>>;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** A check of signatures as a worker has it that starts again. */
  restarted(): ApiContext["authenticate"];
}

/** Starts the API. */
export async function startApi(): Promise<TestApi> {
  const folder = temporaryFolder();
  const { refs, store } = await openDataFolder(folder.path);
  const db = new DatabaseSync(":memory:");
  migrate(db, "");
  const logged = new PassThrough();
  let arrived = 0;
  const identity = { chainId, market, worker: worker.address };
  const restarted = () => createAuthenticate(db, identity, () => api.clock);
  const limits = {
    dataset: 1_000_000,
    manifest: 1_000,
    reserve: 0,
    unpaid: 8_000_000,
    unpaidHours: 1,
    assets: 8_000_000,
  };
  const log = createLogger({ level: "debug", format: "json", stream: logged, secrets: [] });
  const noFee = { fixed: 0n, perSecond: 0n };
  const context: ApiContext = {
    ...idleServing(db),
    identity: {
      name: "w",
      worker: worker.address,
      chainId: String(chainId),
      market,
      version: "0.1.0",
      fees: { train: { fixed: 5n, perSecond: 0n }, infer: noFee, evaluate: noFee },
      algorithms: { trusted: [], images: [], python: "3.11.7" },
    },
    custodians: () => [stranger.address],
    benchmarks: () => Promise.resolve([{ name: "arc_easy", questions: 2_376 }]),
    problems: () => api.problems,
    job: (wanted) => (wanted === id ? api.job : undefined),
    jobs: ({ state }) => (state === undefined || state === api.job.state ? [api.job] : []),
    authenticate: restarted(),
    taskOf: (model) => Promise.resolve(model === asset ? "masked-lm" : undefined),
    ownsAsset: (who) => Promise.resolve(who === requester.address),
    uploaded: () => (arrived += 1),
    events: openEventLog(db, () => new Date(0)),
    refs,
    store,
    uploads: createUploads({
      db,
      refs,
      store,
      dataFolder: folder.path,
      limits,
      jobs: () => [],
      upToDate: () => true,
      log,
    }),
    limits,
    listen: { requestsPerMinute: 1_000, proxies: 1 },
    log,
  };
  const server = await listen(createApi(context), "127.0.0.1", 0);
  const api: TestApi = {
    url: server.url,
    context,
    db,
    job: {
      id,
      kind: "evaluate",
      model: asset,
      requester: requester.address,
      state: "Submitted",
      attempts: 1,
      progress: 10_000,
      manifestHash: id,
      birthDue: false,
    },
    problems: [],
    clock: Math.floor(Date.now() / 1_000),
    uploads: () => arrived,
    logged: () => String(logged.read()),
    signed: (options = {}) => sign(options, api.clock),
    ask: (path, init = {}) => fetch(server.url + path, init),
    restarted,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
  return api;
}

async function sign(options: Signing, now: number): Promise<Record<string, string>> {
  const { by = requester, action = "results", subject = id, expires = now + 60 } = options;
  const request = {
    account: by.address,
    worker: options.worker ?? worker.address,
    action,
    subject,
    nonce: `0x${randomBytes(32).toString("hex")}`,
    expires,
  };
  const domain = { name: "Posthuman", version: "1", chainId, verifyingContract: market };
  const signature = await by.signTypedData(domain, workerRequestTypes, request);
  const sent = Buffer.from(JSON.stringify({ ...request, signature }));
  return { [workerRequestHeader]: sent.toString("base64url") };
}

/** What the API needs to serve sessions, at a worker that has none. */
function idleServing(db: DatabaseSync): Pick<ApiContext, "desk" | "gate"> {
  const refuse = () => {
    throw new Error("There are no sessions.");
  };
  const sessions = createSessions({
    store: openSessionStore(db),
    now: () => 0,
    requestsPerMinute: 1,
    job: () => undefined,
    worker: "",
  });
  const queue = createFairQueue({ total: 1, perLane: 1 });
  return {
    desk: createSessionDesk({
      sessions,
      orders: { of: refuse },
      job: () => undefined,
      authenticate: refuse,
      baseUrl: () => "",
    }),
    gate: {
      sessions,
      queueOf: () => queue,
      allowed: [],
      requestBytes: 1_000,
      callSeconds: 1,
      intake: createIntake({ calls: 1, bytes: 1, bytesPerLane: 1 }),
      requestsPerMinute: 1,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      servers: { use: refuse, run: () => Promise.resolve() },
    },
  };
}
