/**
 * `node scripts/bootstrap.mjs examples/session.ts <model>`: opens a session, asks over OpenAI's API, closes it, and checks
 * what it cost. `<model>` is a datatoken's address, from `posthuman model list`.
 */
import OpenAI from "openai";
import {
  chooseWorker,
  closeSession,
  followJob,
  formatAmount,
  openSession,
  parseAmount,
  verifySession,
} from "@posthuman/sdk";
import { openClient } from "./openClient.ts";

const [model = ""] = process.argv.slice(2);
const client = await openClient();
const { endpoint } = await chooseWorker(client, model);
const budget = { tokens: 2_000, seconds: 600, maxFee: parseAmount("5") };
const session = await openSession(client, { endpoint, model, ...budget, buy: true });

const openai = new OpenAI({ baseURL: session.baseUrl, apiKey: session.apiKey });
const request = { model: session.modelName, prompt: "My fellow citizens", max_tokens: 20 };
const response = await openai.completions.create(request);
console.log(`Answer: ${JSON.stringify(response.choices[0]?.text)}`);

const { job } = session;
await closeSession(client, { endpoint, job });
for await (const update of followJob(client, job)) if (update.type === "state") console.log(update.state);
const { used, fee } = await verifySession(client, { endpoint, job, transcript: [{ request, response }] });
console.log(`Used ${used} tokens for ${formatAmount(fee)} OCEAN.`);
client.close();
