import { closeSession, fetchModelTask, revokeSessionKey, showSession, verifySession } from "@posthuman/sdk";
import { Command } from "commander";
import {
  addSessionOptions,
  openedSession,
  readTranscript,
  sessionLines,
  sessionText,
  withSession,
  type SessionJobOptions,
} from "../jobs/session.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { print } from "../terminal/print.ts";
import { pairs } from "../terminal/table.ts";

/** `posthuman session show <job>`: what is left of a session. */
export function sessionShowCommand(): Command {
  return addSessionOptions(new Command("show"))
    .description("show what is left of your session")
    .addHelpText("after", "\nExample:\n  $ posthuman session show 0x12…")
    .action((id: string, options: SessionJobOptions) =>
      withSession(id, options, async (client, session) => {
        const shown = await showSession(client, session);
        print(shown, sessionLines(shown), options.json);
      }),
    );
}

/** `posthuman session key <job>`: another key for a session. */
export function sessionKeyCommand(): Command {
  return addSessionOptions(new Command("key"))
    .description(
      "make another key for your session: for a friend, a second program, or when the first one is lost",
    )
    .addHelpText("after", '\nExample:\n  $ eval "$(posthuman session key 0x12…)"')
    .action((id: string, options: SessionJobOptions) =>
      withSession(id, options, async (client, session) => {
        const opened = await openedSession(client, session, options.json);
        const task = await fetchModelTask(session.endpoint, opened.modelName);
        print(opened, sessionText(opened, task ?? "causal-lm"), options.json);
      }),
    );
}

/** `posthuman session revoke <job> <key>`: take a key back. */
export function sessionRevokeCommand(): Command {
  return addSessionOptions(new Command("revoke"))
    .description("take a key of your session back: calls with it are refused from now on")
    .argument("<key>", "the key, or its SHA-256 as session show lists it")
    .addHelpText("after", "\nExample:\n  $ posthuman session revoke 0x12… ph-…")
    .action((id: string, key: string, options: SessionJobOptions) =>
      withSession(id, options, async (client, session) => {
        const shown = await revokeSessionKey(client, { ...session, key });
        print(shown, sessionLines(shown), options.json);
      }),
    );
}

/** `posthuman session close <job>`: end a session and get back what was not used. */
export function sessionCloseCommand(): Command {
  return addSessionOptions(new Command("close"))
    .description("end your session: what was used is paid, the rest of the fee comes back")
    .addHelpText("after", "\nExample:\n  $ posthuman session close 0x12…")
    .action((id: string, options: SessionJobOptions) =>
      withSession(id, options, async (client, session) => {
        const shown = await closeSession(client, session);
        const next = `Next: posthuman ${shown.calls === 0 ? `job watch ${id}` : `session verify ${id}`}`;
        print(shown, `${sessionLines(shown)}\n${next}`, options.json);
      }),
    );
}

interface SessionVerifyOptions extends SessionJobOptions {
  readonly transcript?: string;
}

/** `posthuman session verify <job>`: was it counted correctly? */
export function sessionVerifyCommand(): Command {
  return addSessionOptions(new Command("verify"))
    .description("check a session's receipt against the chain, its own sums, and what you noted yourself")
    .option(
      "--transcript <file>",
      'your calls, one a line: {"request": …, "response": …}, or {"request": …, "chunks": […]} of a stream',
    )
    .addHelpText("after", "\nExample:\n  $ posthuman session verify 0x12… --transcript calls.jsonl")
    .action((id: string, options: SessionVerifyOptions) =>
      withSession(id, options, async (client, session) => {
        const { transcript: file } = options;
        const transcript = file === undefined ? undefined : await readTranscript(file);
        const verified = await verifySession(client, { ...session, transcript });
        const { calls, used, tokens, fee, maxFee, matched, unmatched } = verified;
        const ocean = client.addresses.ocean.Token;
        const asked = await tokenAmount(client, ocean, fee);
        const most = await tokenAmount(client, ocean, maxFee);
        const lines = pairs([
          ["calls", String(calls.length)],
          ["tokens", `${used} of ${tokens}`],
          ["fee", `${asked} of at most ${most}`],
          ["yours", file === undefined ? undefined : transcriptText(matched, unmatched)],
        ]);
        print(
          verified,
          `The receipt matches what is on chain, and its sums are right.\n${lines}`,
          options.json,
        );
      }),
    );
}

function transcriptText(matched: number, unmatched: readonly number[]): string {
  const rest =
    unmatched.length === 0 ? "the receipt has no other" : `your transcript lacks ${unmatched.join(", ")}`;
  return `all ${matched} are in the receipt; ${rest}`;
}
