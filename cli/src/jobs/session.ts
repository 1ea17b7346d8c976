import {
  awaitSession,
  PosthumanError,
  type Client,
  type OpenedSession,
  type Session,
  type SessionParameters,
  type TranscriptEntry,
} from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import type { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../options/wallet.ts";
import { pairs } from "../terminal/table.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";
import { endpointOf } from "./endpoint.ts";
import { showEvents } from "./showEvents.ts";

/** What `addSessionOptions` makes a command take. */
export interface SessionJobOptions extends WalletOptions {
  readonly endpoint?: string;
}

/** Gives a command the argument and the options that say which session it is about. */
export function addSessionOptions(command: Command): Command {
  return addWalletOptions(command)
    .argument("<job>", "the id of the session's job")
    .option("--endpoint <url>", "the worker's API; by default what the worker announced");
}

/** Does something with a session of the account that signs. */
export function withSession(
  job: string,
  options: SessionJobOptions,
  use: (client: Client, session: SessionParameters) => Promise<void>,
): Promise<void> {
  return withClient(openSigner(options), async (client) => {
    const endpoint = await endpointOf(client, job, options.endpoint);
    await use(client, { endpoint, job });
  });
}

/**
 * Waits until a session is open, and shows on stderr what it waits for.
 * @throws PosthumanError as `awaitSession`.
 */
export async function openedSession(
  client: Client,
  session: SessionParameters,
  json: boolean | undefined,
): Promise<OpenedSession> {
  if (json) {
    const tell = (event: object) => void process.stderr.write(`${JSON.stringify(event)}\n`);
    tell({ event: "job", job: session.job });
    return awaitSession(client, { ...session, onEvent: tell });
  }
  using display = showEvents(session.job);
  display.say(`Job: ${session.job}`);
  display.say(`  whenever you stop waiting: posthuman session key ${session.job}`);
  return await awaitSession(client, {
    ...session,
    onEvent(event) {
      if (event.event === "state") display.say(`on chain: ${event.state}`);
      else display.show(event);
    },
  });
}

/** A session for a person, a field a line. */
export function sessionLines({ job, model, state, reason, ...session }: Session): string {
  const { tokens, used, calls, expires, baseUrl, keys } = session;
  return pairs([
    ["job", job],
    ["model", model],
    ["state", reason === undefined ? state : `${state} (${reason})`],
    ["tokens", `${tokens - used} of ${tokens} left`],
    ["calls", String(calls)],
    ["until", expires === null ? "it is not open yet" : new Date(expires * 1_000).toISOString()],
    ["base URL", baseUrl],
    ...keys.map((key) => ["key", `SHA-256 ${key}`] as const),
  ]);
}

/** What a person does with a session: lines for a shell, and an example of a call as comments. */
export function sessionText(session: OpenedSession, task: string): string {
  const { baseUrl, apiKey, modelName, tokens, used, expires } = session;
  const until = new Date(expires * 1_000).toISOString();
  return [
    `export OPENAI_BASE_URL=${quoted(baseUrl)}`,
    `export OPENAI_API_KEY=${quoted(apiKey)}`,
    `export OPENAI_MODEL=${quoted(modelName)}`,
    `# ${tokens - used} of ${tokens} tokens are left, until ${until}.`,
    ...examples(task).map((line) => `# ${line}`),
  ].join("\n");
}

function examples(task: string): string[] {
  const curl = (path: string, body: string) =>
    `curl "$OPENAI_BASE_URL${path}" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "${body.replaceAll('"', '\\"')}"`;
  if (task === "causal-lm") {
    return [
      curl("/completions", '{"model":"$OPENAI_MODEL","prompt":"My fellow citizens","max_tokens":20}'),
      `python3 -c 'import os, openai; print(openai.OpenAI().completions.create(model=os.environ["OPENAI_MODEL"], prompt="My fellow citizens", max_tokens=20).choices[0].text)'`,
    ];
  }
  if (task === "sentence-embedding") {
    return [curl("/embeddings", '{"model":"$OPENAI_MODEL","input":"My fellow citizens"}')];
  }
  const hub = (type: string, body: string) =>
    `curl "\${OPENAI_BASE_URL%/v1}/models/$OPENAI_MODEL" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: ${type}" ${body}`;
  if (task === "image-classification") return [hub("image/png", "--data-binary @picture.png")];
  if (task === "speech-recognition") return [hub("audio/wav", "--data-binary @recording.wav")];
  return [hub("application/json", `-d '${inputs[task] ?? '{"inputs":"My fellow citizens"}'}'`)];
}

/** Request bodies of tasks that take more than a text. */
const inputs: Readonly<Record<string, string>> = {
  "masked-lm": '{"inputs":"My fellow [MASK]"}',
  "question-answering": '{"inputs":{"question":"Who speaks?","context":"The president speaks."}}',
  "multiple-choice": '{"inputs":{"prompt":"My fellow","choices":["citizens","tables"]}}',
};

/** A word for a shell. Names come from anybody, and must not become commands. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Reads a file of calls, one JSON object a line.
 * @throws PosthumanError `FILE_UNREADABLE`, `TRANSCRIPT_INVALID`.
 */
export async function readTranscript(path: string): Promise<TranscriptEntry[]> {
  const text = await (await openFile(path)).text();
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const invalid = (reason: string) =>
      new PosthumanError("TRANSCRIPT_INVALID", { line: i + 1, path, reason });
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      throw invalid("it is not JSON");
    }
    if (!isEntry(entry)) throw invalid("it lacks request, or both response and chunks");
    return [entry];
  });
}

function isEntry(value: unknown): value is TranscriptEntry {
  if (typeof value !== "object" || value === null) return false;
  const { request, response, chunks } = value as TranscriptEntry;
  return request !== undefined && (response !== undefined || Array.isArray(chunks));
}
