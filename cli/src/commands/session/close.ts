import { closeSession } from "@posthuman/sdk";
import { Command } from "commander";
import { addSessionOptions, sessionLines, withSession, type SessionJobOptions } from "../../jobs/session.ts";
import { print } from "../../terminal/print.ts";

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
