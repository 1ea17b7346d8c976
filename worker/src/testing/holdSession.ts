import { createHash, randomBytes } from "node:crypto";
import { signWorkerRequest, type Client } from "@posthuman/sdk";
import { requestUnchecked } from "@posthuman/sdk/testing/requestUnchecked";
import { setTimeout as sleep } from "node:timers/promises";

/** A worker, and the model to be served. */
export interface HoldSessionParameters {
  readonly endpoint: string;
  readonly worker: string;
  readonly model: string;
  readonly session?: { readonly tokens: number; readonly seconds: number };
  readonly task?: string;
  readonly maxFee?: bigint;
  readonly seconds?: number;
}

/** A session as its worker shows it. */
interface Shown {
  readonly state: string;
  readonly used: number;
  readonly calls: number;
  readonly expires: number | null;
  readonly baseUrl: string;
  readonly keys: readonly string[];
}

/** A session that a wallet holds. */
export interface HeldSession {
  readonly id: string;
  readonly key: string;
  /** Sends a signed request. */
  ask(method: string, path: string, subject: string, body?: object): Promise<Response>;
  /** Its state, by its key. */
  show(): Promise<Shown>;
  /** Waits until it is in that state. */
  until(state: string): Promise<Shown>;
  complete(body: object): Promise<Response>;
}

/** Requests a session and brings its worker a key. */
export async function holdSession(
  client: Client,
  { endpoint, worker, session = { tokens: 1_000, seconds: 600 }, ...parameters }: HoldSessionParameters,
): Promise<HeldSession> {
  const { id } = await requestUnchecked(client, { endpoint, kind: "infer", session, ...parameters });
  const key = `ph-${randomBytes(32).toString("base64url")}`;
  const sha256 = createHash("sha256").update(key).digest("hex");
  const headers = { authorization: `Bearer ${key}` };

  async function ask(method: string, path: string, subject: string, body?: object): Promise<Response> {
    const signed = await signWorkerRequest(client, {
      worker,
      action: "session",
      subject: `${id}:${subject}`,
    });
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${endpoint}/sessions/${id}${path}`, { method, headers: { ...signed }, ...sent });
  }

  async function show(): Promise<Shown> {
    return (await (await fetch(`${endpoint}/sessions/${id}`, { headers })).json()) as Shown;
  }

  for (;;) {
    const added = await ask("POST", "/keys", `key:${sha256}`, { sha256 });
    if (added.status === 201) break;
    // The worker does not know the job yet.
    if (added.status !== 404) throw new Error(await added.text());
    await sleep(50);
  }
  return {
    id,
    key,
    ask,
    show,
    async until(state) {
      for (;;) {
        const shown = await show();
        if (shown.state === state) return shown;
        await sleep(50);
      }
    },
    complete: (body) =>
      fetch(`${endpoint}/v1/completions`, { method: "POST", headers, body: JSON.stringify(body) }),
  };
}
