import { awaitSession, type Client, type OpenedSession, type SessionParameters } from "@posthuman/sdk";
import { showEvents } from "./showEvents.ts";

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
