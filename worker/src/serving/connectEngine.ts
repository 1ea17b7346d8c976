import { Agent, request, type IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";
import type { EngineAddress } from "../runner/Runner.ts";

/** Most bytes of headers that an engine may answer with. */
const HEADER_BYTES = 16 * 1_024;

/** What to ask an engine. */
export interface EngineRequest {
  readonly path: string;
  /** The body; without one it is a GET. */
  readonly body?: string;
  /** Ends the call, also in the middle of the answer. */
  readonly signal: AbortSignal;
}

/** HTTP with an engine. */
export interface EngineConnection {
  /**
   * Sends a request.
   * @returns The answer, whose body is still to be read; nothing of it is checked.
   * @throws PosthumanError `ENGINE_RESTARTING` when the engine does not answer; what `signal` was aborted with.
   */
  send(request: EngineRequest): Promise<IncomingMessage>;
  /** Whether the engine no longer listens: it did not even begin on what was sent last. */
  isDead(): boolean;
  close(): void;
}

/** A connection to an engine that has loaded its model. */
export interface ReadyEngine extends EngineConnection {
  /** Tokens that a prompt and its answer may have together. */
  readonly context: number;
  /** How requests to it are written, where that is not as to our own. */
  readonly dialect?: "vllm" | undefined;
}

/** Makes connections to an engine, which are used again and again. */
export function connectEngine(address: EngineAddress): EngineConnection {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  let dead = false;

  function send(asked: EngineRequest, isRetry: boolean): Promise<IncomingMessage> {
    const { path, body, signal } = asked;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = {
      host: "engine",
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    const method = body === undefined ? "GET" : "POST";
    const options = { ...address.target, agent, path, method, headers, signal };
    const sent = request({ ...options, maxHeaderSize: HEADER_BYTES }, resolve);
    sent.on("error", (cause: NodeJS.ErrnoException) => {
      if (signal.aborted) return reject(signal.reason as Error);
      // The engine may have closed a connection that was not used for a while.
      if (sent.reusedSocket && !isRetry) return resolve(send(asked, true));
      dead ||= ["ECONNREFUSED", "ENOENT"].includes(cause.code ?? "");
      reject(new PosthumanError("ENGINE_RESTARTING", {}, { cause }));
    });
    sent.end(body);
    return promise;
  }

  return {
    send: (asked) => send(asked, false),
    isDead: () => dead,
    close() {
      agent.destroy();
      address.close();
    },
  };
}
