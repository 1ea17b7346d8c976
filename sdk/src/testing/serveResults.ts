import { createHash } from "node:crypto";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { canonicalJson, keccakOfJson } from "../protocol/json.ts";
import type { Receipt } from "../protocol/receipt.ts";
import { verifyWorkerRequest, workerRequestHeader, type WorkerAction } from "../protocol/requests.ts";
import { serveHttp, type TestServer } from "./serveHttp.ts";

/** A server that checks signatures and keeps what it is given, in memory, as a worker's API does. */
export interface ResultServer extends TestServer {
  /** Uploaded bodies by path. */
  readonly uploads: Map<string, Buffer>;
  /** Files of results by path. */
  readonly files: Map<string, string>;
  /** The receipt that is served, when there is one. */
  receipt?: Receipt;
  /** Makes a receipt of the files, serves it, and returns its root. */
  post(job: string): string;
}

/** Serves uploads and results for the jobs of `requester` at `worker`. */
export async function serveResults(client: Client, worker: string, requester: string): Promise<ResultServer> {
  const used = new Set<string>();
  const uploads = new Map<string, Buffer>();
  const files = new Map<string, string>();

  const authenticate = (header: unknown, action: WorkerAction, subject: string) => {
    const { chainId, addresses } = client;
    const market = addresses.posthuman.JobMarket;
    const request = { header: header as string | undefined, chainId, market, worker, action, subject };
    const { account, nonce } = verifyWorkerRequest(request);
    if (used.has(nonce) || account !== requester) {
      throw new PosthumanError("SIGNATURE_INVALID", { account: requester, reason: "used, or another's" });
    }
    used.add(nonce);
  };

  const server = await serveHttp(async (request, response) => {
    const url = decodeURIComponent(request.url!);
    const signed = request.headers[workerRequestHeader];
    const [, kind, name, , ...path] = url.split("/");
    try {
      if (kind === "datasets") authenticate(signed, "upload", subjectOf(name!, request.headers));
      if (kind === "jobs") authenticate(signed, "results", name!);
    } catch (error) {
      const { status } = error as PosthumanError;
      return void response.writeHead(status).end(JSON.stringify(error));
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (request.method === "PUT") uploads.set(url, Buffer.concat(pieces));
    const text = path.length > 0 ? files.get(path.join("/")) : canonicalJson(served.receipt ?? {});
    response.writeHead(200).end(text);
  });

  const served: ResultServer = {
    url: server.url,
    uploads,
    files,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
    post(job) {
      const listed = [...files].map(([path, text]) => ({
        path,
        sha256: createHash("sha256").update(text).digest("hex"),
        size: Buffer.byteLength(text),
      }));
      const receipt: Receipt = {
        version: 1,
        job,
        kind: "infer",
        task: "causal-lm",
        manifestHash: keccakOfJson({}),
        files: listed,
        metrics: { tokens: 3 },
        environment: { threads: 2 },
      };
      served.receipt = receipt;
      return keccakOfJson(receipt);
    },
  };
  return served;
}

function subjectOf(sha256: string, headers: Record<string, unknown>): string {
  const asset = headers["x-posthuman-asset"];
  return typeof asset === "string" ? `${sha256}:${asset}` : sha256;
}
