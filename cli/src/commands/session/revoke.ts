import { revokeSessionKey } from "@posthuman/sdk";
import { Command } from "commander";
import { addSessionOptions, sessionLines, withSession, type SessionJobOptions } from "../../jobs/session.ts";
import { print } from "../../terminal/print.ts";

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
