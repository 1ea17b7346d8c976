import { getAddress, isAddress } from "ethers";
import type { Addresses } from "../base/Addresses.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

const oceanNames = ["Token", "Factory", "Router"] as const;
const ownNames = [
  "JobMarket",
  "ModelRegistry",
  "LineageVault",
  "WorkerRegistry",
  "Offers",
  "PoolDesk",
  "Checkout",
] as const;

/**
 * Makes sure that a value is an address document.
 *
 * @param value The document, parsed from JSON. What no field is known for is left out of the result.
 * @throws PosthumanError `ADDRESSES_INVALID`, which lists every field that is wrong.
 *
 * @example
 * const addresses = parseAddresses(JSON.parse(await readFile("addresses.json", "utf8")));
 */
export function parseAddresses(value: unknown): Addresses {
  const document = fieldsOf(value);
  const problems: string[] = [];

  function whole(name: string, least: number): number {
    const number = document[name];
    if (Number.isSafeInteger(number) && (number as number) >= least) return number as number;
    problems.push(`${name}: must be a whole number of at least ${least}`);
    return 0;
  }

  function addresses<N extends string>(part: string, names: readonly N[], more: readonly string[] = []) {
    const found = fieldsOf(document[part]);
    const all = [...new Set<string>([...names, ...more])].map((name) => {
      const address = found[name];
      if (!isChecksummed(address)) problems.push(`${part}.${name}: must be an address with its checksum`);
      return [name, String(address)] as const;
    });
    return Object.fromEntries(all) as Record<N, string>;
  }

  const parsed = {
    chainId: whole("chainId", 1),
    startBlock: whole("startBlock", 0),
    ocean: addresses("ocean", oceanNames, Object.keys(fieldsOf(document["ocean"]))),
    posthuman: addresses("posthuman", ownNames),
  };
  if (problems.length === 0) return parsed;
  throw new PosthumanError("ADDRESSES_INVALID", { problems: problems.join("; ") });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}

function isChecksummed(address: unknown): boolean {
  return isAddress(address) && getAddress(address) === address;
}
