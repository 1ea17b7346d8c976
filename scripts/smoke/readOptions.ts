import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import type { KeyOptions } from "../deploy/openKey.ts";

const USAGE = `npm run smoke -- --network NAME [options]      runs one small paid job on a deployment

  --network NAME         a network that npm run deploy deployed to, by name or chain id
  --yes                  do not ask before anything is sent
  --json                 print one JSON document on stdout and nothing else
  --keystore FILE        the account that pays: an encrypted keystore (JSON V3)
  --password-file FILE   file with the keystore's password, mode 0600; else it is asked for
  --deployments DIR      where the deployment was written (default: deploy/deployments)
  --ocean FILE           where Ocean's contracts lie (for a rehearsal)

Without --keystore the key is the configuration variable <NETWORK>_PRIVATE_KEY, and the chain's URL is
<NETWORK>_RPC_URL, from the environment or from Hardhat's keystore.
`;

/** On which deployment, and who pays. */
export interface SmokeOptions extends KeyOptions {
  readonly network: string;
  readonly yes: boolean;
  readonly json: boolean;
  readonly deployments: string | undefined;
  readonly ocean: string | undefined;
}

/** Reads the command line; what it does not know ends the process with the usage and exit code 1. */
export function readOptions(): SmokeOptions {
  try {
    const { values } = parseArgs({
      options: {
        network: { type: "string" },
        yes: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        keystore: { type: "string" },
        "password-file": { type: "string" },
        deployments: { type: "string" },
        ocean: { type: "string" },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const { network, yes, json, keystore, deployments, ocean } = values;
    assert(network !== undefined, "Say which network: --network sepolia.");
    return { network, yes, json, keystore, passwordFile: values["password-file"], deployments, ocean };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
}
