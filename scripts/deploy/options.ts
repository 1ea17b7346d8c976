import assert from "node:assert/strict";
import { readArguments } from "../options/readArguments.ts";
import type { KeyOptions } from "./openChain.ts";

/** What a script on a public network takes, for `readArguments`. */
export const networkOptions = {
  network: { type: "string" },
  yes: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  keystore: { type: "string" },
  "password-file": { type: "string" },
  deployments: { type: "string" },
  ocean: { type: "string" },
} as const;

/** On which network, and who pays. */
export interface NetworkOptions extends KeyOptions {
  readonly network: string;
  readonly yes: boolean;
  readonly json: boolean;
  readonly deployments: string | undefined;
  readonly ocean: string | undefined;
}

interface Values extends Pick<NetworkOptions, "yes" | "json"> {
  readonly network?: string | undefined;
  readonly keystore?: string | undefined;
  readonly "password-file"?: string | undefined;
  readonly deployments?: string | undefined;
  readonly ocean?: string | undefined;
}

/**
 * The values in the form that a script works with.
 * @throws AssertionError if no network is named.
 */
export function toNetworkOptions(values: Values): NetworkOptions {
  const { network, yes, json, keystore, deployments, ocean } = values;
  assert(network !== undefined, "Say which network: --network sepolia.");
  return { network, yes, json, keystore, passwordFile: values["password-file"], deployments, ocean };
}

const USAGE = `npm run deploy -- --network NAME [options]      deploys our contracts beside Ocean's

  --network NAME         a network of Ocean's address file, by name or chain id
  --yes                  do not ask before anything is sent
  --json                 print one JSON document on stdout and nothing else
  --verify               deploy nothing: compare the code on chain with this build, and verify the sources
  --keystore FILE        the account that pays: an encrypted keystore (JSON V3)
  --password-file FILE   file with the keystore's password, mode 0600; else it is asked for
  --confirmations N      blocks until a transaction counts (default: 2)
  --deployments DIR      where the result and the journal go (default: deploy/deployments)
  --parameters DIR       where <chainId>.json may say other parameters (default: deploy/parameters)
  --ocean FILE           where Ocean's contracts lie, in the form of Ocean's own file (for practice)

The chain's URL and, without --keystore, the key come from the configuration variables <NETWORK>_RPC_URL and
<NETWORK>_PRIVATE_KEY, from the environment or from Hardhat's keystore: npx hardhat keystore set SEPOLIA_RPC_URL
`;

const options = {
  ...networkOptions,
  verify: { type: "boolean", default: false },
  confirmations: { type: "string", default: "2" },
  parameters: { type: "string" },
} as const;

/** What to deploy where. */
export interface DeployOptions extends NetworkOptions {
  readonly verify: boolean;
  readonly confirmations: number;
  readonly parameters: string | undefined;
}

/** Reads the command line; what it does not know ends the process with the usage and exit code 1. */
export function readDeployOptions(): DeployOptions {
  return readArguments(USAGE, options, (values) => {
    const { verify, parameters } = values;
    const confirmations = Number(values.confirmations);
    const valid = Number.isInteger(confirmations) && confirmations > 0;
    assert(valid, `--confirmations must be a whole number above 0, not ${values.confirmations}.`);
    return { ...toNetworkOptions(values), verify, confirmations, parameters };
  });
}
