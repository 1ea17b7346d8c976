import assert from "node:assert/strict";
import {
  closeSession,
  followJob,
  formatAmount,
  openSession,
  parseAmount,
  verifySession,
  type OpenedSession,
} from "@posthuman/sdk";
import type { StoryContext } from "../demo/cast.ts";
import { secondsLeft } from "../demo/screen.ts";

const QUESTION = "What does a president say in a State of the Union address? Answer in one sentence.";

/** The answer's and the session's length, in tokens. */
const ANSWER_TOKENS = 48;
const BUDGET = 1_000;
const OPEN_SECONDS = 1_800;
const MAX_FEE = parseAmount("10");

/** What comes of a chat call without streaming; only what is used here. */
interface Completion {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly usage: { readonly completion_tokens: number; readonly total_tokens: number };
}

/** Derek, who holds a datatoken of the model, asks it over OpenAI's API in a session, and checks the receipt. */
export async function serveModel(
  { screen, people, custodianWorker }: StoryContext,
  model: string,
): Promise<void> {
  const { client } = people.Derek;
  const endpoint = custodianWorker.url;
  const session = await openSession(client, {
    endpoint,
    model,
    tokens: BUDGET,
    seconds: OPEN_SECONDS,
    maxFee: MAX_FEE,
    onEvent: ({ event, step = 0, total = 1, eta_s: eta }) => {
      if (event === "progress") screen.progress("loading ", step / total, secondsLeft(eta));
    },
  });
  const { job, baseUrl, modelName } = session;
  screen.say(`OPENAI_BASE_URL=${baseUrl}, and a key; the model is called ${modelName}`);
  const request = {
    model: modelName,
    messages: [{ role: "user", content: QUESTION }],
    max_tokens: ANSWER_TOKENS,
    temperature: 0,
  };
  const began = performance.now();
  const response = await ask(session, request);
  const seconds = (performance.now() - began) / 1_000;
  const { choices, usage } = response;
  screen.show(`“${QUESTION}”\n“${choices[0]!.message.content}”`);
  screen.say(`${usage.completion_tokens} tokens in ${seconds.toFixed(1)} s`);
  await closeSession(client, { endpoint, job });
  for await (const update of followJob(client, job, { endpoint, pollMs: 250 })) {
    if (update.type === "state" && update.state === "Settled") screen.say("on chain: Settled");
  }
  const transcript = [{ request, response }];
  const { used, fee, matched } = await verifySession(client, { endpoint, job, transcript });
  assert.equal(matched, 1, "The receipt lacks the call.");
  screen.say(
    `${used} of ${BUDGET} tokens used: ${formatAmount(fee)} OCEAN; the receipt holds this very call`,
  );
}

async function ask({ baseUrl, apiKey }: OpenedSession, request: object): Promise<Completion> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  assert(response.ok, text);
  return JSON.parse(text) as Completion;
}
