import { fetchModelTask } from "@posthuman/sdk";
import { Command } from "commander";
import {
  addSessionOptions,
  openedSession,
  sessionText,
  withSession,
  type SessionJobOptions,
} from "../../jobs/session.ts";
import { print } from "../../terminal/print.ts";

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
