import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import express from "express";
import { servingSchema } from "../config/servingSchema.ts";
import { migrate } from "../database/openDatabase.ts";
import { createIntake } from "../gate/intake.ts";
import { gateRoutes } from "../gate/routes.ts";
import { listen } from "../http/listen.ts";
import { addRoutes } from "../http/route.ts";
import { openSocket } from "../runner/bubblewrap/sandbox.ts";
import { connectEngine } from "../serving/connectEngine.ts";
import { createFairQueue } from "../serving/createFairQueue.ts";
import { createSessions } from "../sessions/createSessions.ts";
import { openSessionStore } from "../sessions/openSessionStore.ts";
import { temporaryFolder } from "./fixtures.ts";

/** The sessions' endpoint before one engine. */
export interface GateBefore extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  readonly model: string;
}

/** What no measurement uses up. */
const PLENTY = 1e9;

/**
 * Starts the sessions' endpoint, with metering and rows on the disk, before an engine that runs already.
 * @param context Tokens that the engine's model takes at once.
 */
export async function gateBefore(socketPath: string, context: number): Promise<GateBefore> {
  const scratch = temporaryFolder();
  const db = new DatabaseSync(join(scratch.path, "worker.db"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  migrate(db, "");
  const socket = await openSocket(socketPath);
  if (!socket) throw new PosthumanError("ENGINE_RESTARTING");
  const engine = { ...connectEngine(socket), context };
  const { requestBytes, callSeconds, engineCalls } = servingSchema.parse({});
  const sessions = createSessions({
    store: openSessionStore(db),
    now: () => 0,
    requestsPerMinute: PLENTY,
    job: () => undefined,
    worker: "",
  });
  const queue = createFairQueue({ total: engineCalls, perLane: engineCalls });
  const intake = createIntake({ calls: PLENTY, bytes: PLENTY, bytesPerLane: PLENTY });
  const used = { ready: () => Promise.resolve(engine), send: engine.send, [Symbol.dispose]() {} };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const app = express();
  addRoutes(app, gateRoutes, {
    sessions,
    servers: { use: () => used, run: () => Promise.resolve() },
    intake,
    queueOf: () => queue,
    allowed: [],
    requestBytes,
    callSeconds,
    requestsPerMinute: PLENTY,
    log,
  });
  const api = await listen(app, "127.0.0.1", 0);
  const job = `0x${randomBytes(32).toString("hex")}`;
  const key = `ph-${randomBytes(32).toString("base64url")}`;
  const model = { id: "bench", name: "bench", task: "causal-lm", weightsRoot: "bench", files: [] };
  sessions.serve({ job, budget: PLENTY, model }).session.open(PLENTY);
  sessions.store.addKey(job, createHash("sha256").update(key).digest("hex"));
  return {
    url: api.url,
    key,
    model: model.id,
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      engine.close();
      db.close();
      scratch[Symbol.dispose]();
    },
  };
}
