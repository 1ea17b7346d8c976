import { Command } from "commander";
import { showSession } from "@posthuman/sdk";
import { addSessionOptions, withSession, type SessionJobOptions } from "../../support/addSessionOptions.ts";
import { print } from "../../support/print.ts";
import { sessionLines } from "../../support/sessionLines.ts";

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
