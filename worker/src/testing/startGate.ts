import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PassThrough } from "node:stream";
import express from "express";
import { servingSchema } from "../config/servingSchema.ts";
import { migrate } from "../database/openDatabase.ts";
import { openAiErrors } from "../gate/errors.ts";
import { createIntake, intakeLimits } from "../gate/intake.ts";
import { gateRoutes } from "../gate/routes.ts";
import type { GateContext } from "../gate/runCall.ts";
import { answerErrors, useErrorForm } from "../http/errors.ts";
import { setHeaders } from "../http/headers.ts";
import { listen } from "../http/listen.ts";
import { addRoutes, refuseUnknown } from "../http/route.ts";
import { createLogger } from "../log/createLogger.ts";
import { createFairQueue } from "../serving/createFairQueue.ts";
import { createModelServers } from "../serving/createModelServers.ts";
import { ENGINE_SOCKET, stageEngine, type ServedModel } from "../serving/prepareServing.ts";
import type { LiveSession } from "../sessions/createLiveSession.ts";
import { createSessions } from "../sessions/createSessions.ts";
import { openSessionStore } from "../sessions/openSessionStore.ts";
import { openStore } from "../store/openStore.ts";
import { putTree } from "../store/weights.ts";
import { safetensors, temporaryFolder } from "./fixtures.ts";
import { folderRunner, programRun } from "./sandboxJob.ts";
import { tinyAlgorithms } from "./tinyAlgorithms.ts";

/** A session of the gate, open, and its key. */
export interface OpenedSession {
  readonly session: LiveSession;
  readonly key: string;
}

/** The sessions' endpoint with tiny engines in real sandboxes, without a chain. */
export interface TestGate extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly database: string;
  readonly context: GateContext;
  /** What was logged. */
  log(): string;
  /** Time of the sessions, in seconds; can be set. */
  time: number;
  /** Opens a session on a model, by default the one of the task. */
  open(options?: {
    budget?: number;
    seconds?: number;
    task?: string;
    config?: object;
    id?: string;
  }): Promise<OpenedSession>;
  /** Calls a route with a key. */
  call(key: string, path: string, body?: unknown, init?: RequestInit): Promise<Response>;
}

/** Starts the endpoint. */
export async function startGate(
  config: Parameters<typeof servingSchema.parse>[0] = {},
  pauseMs = 20,
): Promise<TestGate> {
  const serving = servingSchema.parse(config);
  const scratch = temporaryFolder();
  const folder = scratch.path;
  const database = join(folder, "worker.db");
  const db = new DatabaseSync(database);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  migrate(db, "");
  const logged = new PassThrough();
  const lines: Buffer[] = [];
  logged.on("data", (line: Buffer) => lines.push(line));
  const log = createLogger({ level: "debug", format: "json", stream: logged, secrets: [] });
  const store = await openStore({ folder: join(folder, "store"), key: randomBytes(32) });
  const source = join(tinyAlgorithms(folder), "src");
  const sessions = createSessions({
    store: openSessionStore(db),
    now: () => gate.time,
    requestsPerMinute: serving.requestsPerMinute,
    job: () => ({ state: "Leased", worker: "me" }),
    worker: "me",
  });
  const servers = createModelServers({
    log,
    models: serving.models,
    reserve: serving.reserve,
    pauseMs,
    runner: folderRunner(join(folder, "serving"), {
      store,
      environments: {
        python: {
          interpreter: "/usr/bin/python3",
          binds: [source],
          variables: { PYTHONPATH: source },
        },
      },
    }),
    onEvent: () => undefined,
    prepare: (model, id) =>
      Promise.resolve({
        ...programRun(["-m", "posthuman_algorithms", "serve"], { wallSeconds: 3_600, processes: 2_048 }),
        ...stageEngine(model, { threads: 1, engine: "auto", cache: 1 }),
        id,
        socket: ENGINE_SOCKET,
      }),
  });
  const { engineCalls: total, concurrent: perLane } = serving;
  const queue = createFairQueue({ total, perLane });
  const context: GateContext = {
    sessions,
    servers,
    log,
    queueOf: () => queue,
    allowed: serving.allow,
    intake: createIntake(intakeLimits(serving)),
    requestBytes: serving.requestBytes,
    callSeconds: serving.callSeconds,
    requestsPerMinute: serving.requestsPerMinute,
  };
  const app = express();
  app.use(setHeaders(), useErrorForm(openAiErrors));
  addRoutes(app, gateRoutes, context);
  app.use(refuseUnknown(), answerErrors(log));
  const api = await listen(app, "127.0.0.1", 0);
  const stop = new AbortController();
  const running = servers.run(stop.signal);

  async function modelOf(task: string, more: object): Promise<ServedModel> {
    const config = JSON.stringify({ model_type: "tiny", ...more });
    const root = createHash("sha256")
      .update(config + task)
      .digest("hex");
    const weights = join(folder, `weights-${root}`);
    mkdirSync(weights, { recursive: true });
    writeFileSync(join(weights, "config.json"), config);
    writeFileSync(join(weights, "model.safetensors"), safetensors(Buffer.alloc(64)));
    const { files } = await putTree(store, weights);
    return { id: `0x${root.slice(0, 40)}`, name: "Tiny", task, weightsRoot: `0x${root}`, files };
  }

  const gate: TestGate = {
    url: api.url,
    folder,
    database,
    context,
    time: 1_000_000,
    log: () => Buffer.concat(lines).toString(),
    async open({ budget = 100_000, seconds = 3_600, task = "causal-lm", config: more = {}, id } = {}) {
      const job = `0x${randomBytes(32).toString("hex")}`;
      const key = `ph-${randomBytes(32).toString("base64url")}`;
      const { session } = sessions.serve({
        job,
        budget,
        model: { ...(await modelOf(task, more)), ...(id === undefined ? {} : { id }) },
      });
      sessions.store.addKey(job, createHash("sha256").update(key).digest("hex"));
      session.open(gate.time + seconds);
      return { session, key };
    },
    call(key, path, body, init = {}) {
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      return fetch(`${api.url}${path}`, { headers, ...sent, ...init });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await api[Symbol.asyncDispose]();
      db.close();
      scratch[Symbol.dispose]();
    },
  };
  return gate;
}
