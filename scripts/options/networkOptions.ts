import assert from "node:assert/strict";
import type { KeyOptions } from "../deploy/openKey.ts";

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
