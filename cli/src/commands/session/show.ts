import { showSession } from "@posthuman/sdk";
import { Command } from "commander";
import { addSessionOptions, sessionLines, withSession, type SessionJobOptions } from "../../jobs/session.ts";
import { print } from "../../terminal/print.ts";

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
