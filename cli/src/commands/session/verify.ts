import { verifySession } from "@posthuman/sdk";
import { Command } from "commander";
import {
  addSessionOptions,
  readTranscript,
  withSession,
  type SessionJobOptions,
} from "../../jobs/session.ts";
import { tokenAmount } from "../../terminal/amounts.ts";
import { print } from "../../terminal/print.ts";

interface Options extends SessionJobOptions {
  readonly transcript?: string;
}

/** `posthuman session verify <job>`: was it counted rightly? */
export function sessionVerifyCommand(): Command {
  return addSessionOptions(new Command("verify"))
    .description("check a session's receipt against the chain, its own sums, and what you noted yourself")
    .option(
      "--transcript <file>",
      'your calls, one a line: {"request": …, "response": …}, or {"request": …, "chunks": […]} of a stream',
    )
    .addHelpText("after", "\nExample:\n  $ posthuman session verify 0x12… --transcript calls.jsonl")
    .action((id: string, options: Options) =>
      withSession(id, options, async (client, session) => {
        const { transcript: file } = options;
        const transcript = file === undefined ? undefined : await readTranscript(file);
        const verified = await verifySession(client, { ...session, transcript });
        const { calls, used, tokens, fee, maxFee, matched, unmatched } = verified;
        const ocean = client.addresses.ocean.Token;
        const lines = [
          `The receipt matches what stands on chain, and its sums are right.`,
          `calls   ${calls.length}`,
          `tokens  ${used} of ${tokens}`,
          `fee     ${await tokenAmount(client, ocean, fee)} of at most ${await tokenAmount(client, ocean, maxFee)}`,
          ...(file === undefined ? [] : [transcriptLine(matched, unmatched)]),
        ];
        print(verified, lines.join("\n"), options.json);
      }),
    );
}

function transcriptLine(matched: number, unmatched: readonly number[]): string {
  const rest =
    unmatched.length === 0 ? "the receipt has no other" : `your transcript lacks ${unmatched.join(", ")}`;
  return `yours   all ${matched} are in the receipt; ${rest}`;
}
