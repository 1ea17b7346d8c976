import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getAddress, isAddress } from "ethers";

/** A network on which Ocean's contracts are deployed. */
export interface PublicNetwork {
  /** Ocean's name of it, such as `sepolia`. */
  readonly name: string;
  readonly chainId: number;
  /** The block before which Ocean had nothing there. */
  readonly startBlock: number;
  /** Ocean's contracts by the names that our deployments use: `Token`, `Factory`, `Router`, and the rest as they are. */
  readonly ocean: Readonly<Record<string, string>>;
  /** What its configuration variables begin with: `SEPOLIA_RPC_URL`, `SEPOLIA_PRIVATE_KEY`. */
  readonly variable: string;
}

/** The file in which Ocean says where its contracts lie on each network. */
const OCEAN_ADDRESSES = fileURLToPath(import.meta.resolve("@oceanprotocol/contracts/addresses/address.json"));

/** Ocean's names for what ours are called otherwise. */
const renamed: Readonly<Record<string, string>> = { Ocean: "Token", ERC721Factory: "Factory" };

type Entry = Readonly<Record<string, unknown>> & { readonly chainId: number; readonly startBlock?: number };

/**
 * Every network of Ocean's address file that has what we need: the factory of assets and the router.
 *
 * @param file Another file of the same form, for practice.
 * @throws ENOENT or SyntaxError if the file is none.
 */
export function publicNetworks(file = OCEAN_ADDRESSES): PublicNetwork[] {
  const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Entry>);
  return entries
    .filter(([, entry]) => isAddress(entry["ERC721Factory"]) && isAddress(entry["Router"]))
    .map(([name, { chainId, startBlock = 0, ...contracts }]) => ({
      name,
      chainId,
      startBlock,
      ocean: Object.fromEntries(Object.entries(contracts).flatMap(named)),
      variable: name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_"),
    }));
}

/** A contract's name and address; of templates, which have numbers, the first. */
function named([name, value]: [string, unknown]): [string, string][] {
  const address: unknown = typeof value === "object" && value !== null ? Object.values(value)[0] : value;
  return isAddress(address) ? [[renamed[name] ?? name, getAddress(address)]] : [];
}
