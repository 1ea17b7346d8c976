import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { callsTree, type SessionCall } from "../protocol/calls.ts";
import { canonicalJson, keccakOfJson } from "../protocol/json.ts";
import type { Receipt } from "../protocol/receipt.ts";
import { verifyWorkerRequest, workerRequestHeader, type WorkerAction } from "../protocol/requests.ts";
import type { Session } from "../sessions/callSession.ts";
import { serveHttp, type TestServer } from "./serveHttp.ts";

/** A server that keeps one session in memory and checks signatures, as a worker's API does. */
export interface SessionServer extends TestServer {
  /** What it says of the session's job; none before it knows the job. */
  job: { readonly state: string; readonly error?: object } | undefined;
  session: Session;
  readonly manifests: Map<string, string>;
  receipt: Receipt | undefined;
  calls: string;
  /** Makes a receipt of the calls, serves it, and returns its root. */
  post(job: string, calls: readonly SessionCall[], changes?: Partial<Receipt["session"]>): string;
}

/** Serves a session of `requester` at `worker`. */
export async function serveSession(
  client: Client,
  worker: string,
  requester: string,
): Promise<SessionServer> {
  const { chainId, addresses } = client;
  const market = addresses.posthuman.JobMarket;
  const keys = new Set<string>();

  function authenticate(request: IncomingMessage, action: WorkerAction, subject: string): void {
    const header = request.headers[workerRequestHeader] as string | undefined;
    const { account } = verifyWorkerRequest({ header, chainId, market, worker, action, subject });
    if (account !== requester) throw new PosthumanError("REQUEST_FORBIDDEN", { account, subject });
  }

  function answerSession(request: IncomingMessage, body: string, [id = "", what, key = ""]: string[]) {
    const bearer = request.headers.authorization?.replace("Bearer ", "");
    if (request.method === "GET" && bearer !== undefined) {
      const known = keys.has(createHash("sha256").update(bearer).digest("hex"));
      if (!known) throw new PosthumanError("SESSION_KEY_INVALID");
    } else if (request.method === "GET") {
      authenticate(request, "session", `${id}:show`);
    } else if (request.method === "DELETE") {
      authenticate(request, "session", `${id}:revoke:${key}`);
      keys.delete(key);
    } else if (what === "close") {
      authenticate(request, "session", `${id}:close`);
      served.session = { ...served.session, state: "closing" };
    } else {
      const { sha256 } = JSON.parse(body) as { sha256: string };
      authenticate(request, "session", `${id}:key:${sha256}`);
      keys.add(sha256);
    }
    return { ...served.session, job: id, keys: [...keys] };
  }

  function answer(request: IncomingMessage, body: string): unknown {
    const [, area, name = "", ...rest] = request.url!.split("/");
    if (area === "") return { worker, market };
    if (area === "models") return { task: "causal-lm" };
    if (area === "sessions") return answerSession(request, body, [name, ...rest]);
    if (area === "manifests") {
      if (request.method === "PUT") served.manifests.set(name, body);
      return JSON.parse(served.manifests.get(name)!) as unknown;
    }
    if (rest.length === 0) {
      if (served.job === undefined) throw new PosthumanError("JOB_UNKNOWN", { id: name });
      return served.job;
    }
    authenticate(request, "results", name);
    return rest.length === 1 ? served.receipt : served.calls;
  }

  const server = await serveHttp(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    try {
      const answered = answer(request, body);
      response.end(typeof answered === "string" ? answered : JSON.stringify(answered));
    } catch (error) {
      response.writeHead((error as PosthumanError).status).end(JSON.stringify(error));
    }
  });

  const served: SessionServer = {
    url: server.url,
    job: undefined,
    manifests: new Map<string, string>(),
    calls: "",
    receipt: undefined,
    session: {
      job: "",
      model: "M1",
      state: "opening",
      tokens: 1_000,
      used: 0,
      calls: 0,
      expires: null,
      baseUrl: `${server.url}/v1`,
      keys: [],
    },
    post(job, calls, changes = {}) {
      served.calls = calls.map((call) => `${canonicalJson(call)}\n`).join("");
      const file = {
        path: "calls.jsonl",
        size: Buffer.byteLength(served.calls),
        sha256: createHash("sha256").update(served.calls).digest("hex"),
      };
      const total = (field: "promptTokens" | "completionTokens") =>
        calls.reduce((sum, call) => sum + call[field], 0);
      served.receipt = {
        version: 1,
        job,
        kind: "infer",
        task: "causal-lm",
        manifestHash: keccakOfJson({}),
        files: [file],
        metrics: {},
        environment: {},
        session: {
          calls: calls.length,
          callsRoot: callsTree(calls).root,
          promptTokens: total("promptTokens"),
          completionTokens: total("completionTokens"),
          ...changes,
        },
      };
      return keccakOfJson(served.receipt);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return served;
}
