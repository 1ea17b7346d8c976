import { globSync, readFileSync } from "node:fs";
import { parseAddresses, type Addresses } from "@posthuman/sdk";
import { format, resolveConfig } from "prettier";
import { publicNetworks } from "../../deploy/publicNetworks.ts";
import type { Files } from "./folder.ts";

/** Where `npm run deploy` writes what it deployed, a file a chain. */
export const DEPLOYMENTS = "deploy/deployments";

/** The table from which the SDK knows networks by name and finds our contracts on them. */
export async function deploymentTable(): Promise<Files> {
  const networks = Object.fromEntries(publicNetworks().map(({ name, chainId }) => [name, chainId]));
  const deployments = knownDeployments();
  const source = `
    // Made from Ocean's address file and ${DEPLOYMENTS} by \`npm run generate\`.
    import type { Addresses } from "../base/Addresses.ts";

    /** Chain ids by the names that Ocean gives the networks. */
    export const networks: Readonly<Record<string, number>> = ${JSON.stringify(networks)};

    /** Where our contracts lie, on every public network that has them. */
    export const deployments: readonly Addresses[] = ${JSON.stringify(deployments)};
  `;
  const options = { ...(await resolveConfig("sdk/src/index.ts")), parser: "typescript" };
  return new Map([["deployments.ts", await format(source, options)]]);
}

/** What was deployed to public networks, as the deployments wrote it. */
export function knownDeployments(): Addresses[] {
  return globSync(`${DEPLOYMENTS}/*.json`)
    .sort()
    .map((file) => parseAddresses(JSON.parse(readFileSync(file, "utf8"))));
}
