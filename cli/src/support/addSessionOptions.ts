import type { Command } from "commander";
import type { Client, SessionParameters } from "@posthuman/sdk";
import { addWalletOptions, type WalletOptions } from "./addWalletOptions.ts";
import { endpointOf } from "./endpointOf.ts";
import { openSigner } from "./openClient.ts";
import { withClient } from "./withClient.ts";

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
