import { networkOptions, toNetworkOptions, type NetworkOptions } from "../deploy/options.ts";
import { readArguments } from "../options/readArguments.ts";

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

/** Reads the command line; what it does not know ends the process with the usage and exit code 1. */
export function readOptions(): NetworkOptions {
  return readArguments(USAGE, networkOptions, toNetworkOptions);
}
