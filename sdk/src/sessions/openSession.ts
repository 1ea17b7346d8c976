import type { Client } from "../client/Client.ts";
import type { Purchase } from "../datatokens/Purchase.ts";
import { buyAndRequest } from "../jobs/buyAndRequest.ts";
import { createManifest } from "../jobs/createManifest.ts";
import { createTerms } from "../jobs/createTerms.ts";
import { requestJob, type RequestJobOptions } from "../jobs/requestJob.ts";
import { fetchAbout } from "../remote/fetchAbout.ts";
import { fetchModelTask } from "../remote/fetchModelTask.ts";
import { uploadManifest } from "../remote/uploadManifest.ts";
import { awaitSession, type AwaitSessionParameters, type OpenedSession } from "./awaitSession.ts";

/** What a session may take to open and to be settled, in seconds, beside the time that it is open. */
export const SESSION_MARGIN = 3_600;

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
  /** Seconds that it is open. */
  readonly seconds: number;
  /** Most that the worker may ask for the whole budget, in the fee token's smallest unit; default 0. */
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
 * @throws PosthumanError what `requestJob`, `buyAndRequest` and `awaitSession` throw.
 *
 * @example
 * const { baseUrl, apiKey, modelName } = await openSession(client, {
 *   ...{ endpoint, model, tokens: 20_000, seconds: 3_600, maxFee: parseAmount("5"), buy: true },
 * });
 * const openai = new OpenAI({ baseURL: baseUrl, apiKey });
 * await openai.completions.create({ model: modelName, prompt: "My fellow citizens" });
 */
export async function openSession(client: Client, parameters: OpenSessionParameters): Promise<OpenedSession> {
  const { endpoint, model, tokens, seconds, buy = false, onEvent, pollMs, patienceMs } = parameters;
  const { worker } = await fetchAbout(endpoint);
  const task = parameters.task ?? (await fetchModelTask(endpoint, model));
  const session = { tokens, seconds };
  const { bytes, hash } = createManifest({
    ...{ kind: "infer", model, session },
    ...(task === undefined ? {} : { task }),
  });
  const terms = await createTerms(client, {
    ...parameters,
    ...{ kind: "infer", worker, manifestHash: hash, seconds: seconds + SESSION_MARGIN },
  });
  await uploadManifest(endpoint, bytes);
  const { id } =
    buy === false
      ? await requestJob(client, terms, parameters)
      : await buyAndRequest(client, terms, { ...parameters, ...(buy === true ? {} : { purchases: buy }) });
  return awaitSession(client, { endpoint, job: id, onEvent, pollMs, patienceMs });
}
