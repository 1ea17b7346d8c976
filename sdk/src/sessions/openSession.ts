import type { Client } from "../client/Client.ts";
import type { Purchase } from "../datatokens/quoteBuy.ts";
import type { RequestJobOptions } from "../jobs/requestJob.ts";
import { executePlan } from "../plans/executePlan.ts";
import { planRequest } from "../plans/planRequest.ts";
import { awaitSession, type AwaitSessionParameters, type OpenedSession } from "./awaitSession.ts";

/** What to open, and for what price. */
export interface OpenSessionParameters
  extends RequestJobOptions, Pick<AwaitSessionParameters, "onEvent" | "pollMs" | "patienceMs"> {
  /** Base URL of the API of the worker that is to open it. */
  readonly endpoint: string;
  /** Datatoken of the model. */
  readonly model: string;
  /** What the model is made for; by default what the worker says. */
  readonly task?: string;
  /** Budget of tokens, prompts and completions together. */
  readonly tokens: number;
  /** Seconds that it is open; default: an hour. */
  readonly seconds?: number;
  /** The most that the worker may ask for the whole budget, in the fee token's smallest unit; default 0. */
  readonly maxFee?: bigint;
  /** Default: OCEAN. */
  readonly feeToken?: string;
  /** Buys the datatoken where the client has none: `true` where it is cheapest now, or what was quoted before. */
  readonly buy?: boolean | readonly Purchase[];
  /** Hundredths of a per cent that a price may rise above its quote; default 100. */
  readonly slippage?: number;
}

/**
 * Opens a session: pays one datatoken of the model and the fee for the whole budget into escrow, makes a key under the
 * account's signature, and waits until the worker has loaded the model. In the end the worker gets the part of the fee
 * that the used tokens are of the budget; the rest comes back. If nothing was answered, or the worker falls silent,
 * everything does.
 *
 * @throws PosthumanError what `planRequest`, `executePlan` and `awaitSession` throw.
 *
 * @example
 * const { baseUrl, apiKey, modelName } = await openSession(client, {
 *   endpoint, model, tokens: 20_000, seconds: 3_600, maxFee: parseAmount("5"), buy: true,
 * });
 * const openai = new OpenAI({ baseURL: baseUrl, apiKey });
 * await openai.completions.create({ model: modelName, prompt: "My fellow citizens" });
 */
export async function openSession(client: Client, parameters: OpenSessionParameters): Promise<OpenedSession> {
  const { endpoint, tokens, seconds, maxFee = 0n, onEvent, pollMs, patienceMs, ...wanted } = parameters;
  const session = { tokens, ...(seconds === undefined ? {} : { seconds }) };
  const plan = await planRequest(client, { ...wanted, kind: "infer", endpoint, session, maxFee });
  const { id } = (await executePlan(client, plan)).result;
  return awaitSession(client, { endpoint, job: id, onEvent, pollMs, patienceMs });
}
