import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PosthumanError } from "@posthuman/sdk";
import { getAddress, isAddress, ZeroAddress } from "ethers";
import { defaultValues, type MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";

const PARAMETERS = fileURLToPath(new URL("../../deploy/parameters/", import.meta.url));

/** How many bits each number has in the contract. */
const bits: Readonly<Record<keyof typeof defaultValues, bigint>> = {
  leaseSeconds: 32n,
  challengeSeconds: 32n,
  maxDuration: 32n,
  unbondingSeconds: 32n,
  maxAttempts: 8n,
  leaseStake: 96n,
  lapsePenalty: 96n,
};

/**
 * The market's configuration on a network: Ocean's addresses, our defaults, and what `<chainId>.json` in the folder of
 * parameters says instead. Where Ocean lists no token of its own, that file has to name one as `stakeToken`.
 *
 * @throws PosthumanError `PARAMETERS_INVALID`, which lists every field that is wrong.
 */
export function marketValues(network: PublicNetwork, folder = PARAMETERS): MarketValues {
  const file = `${folder}${folder.endsWith("/") ? "" : "/"}${network.chainId}.json`;
  const { Factory, Token, OPFCommunityFeeCollector } = network.ocean;
  const given = existsSync(file) ? read(file, network) : {};
  const stakeToken = given["stakeToken"] ?? Token;
  const all: Record<string, unknown> = {
    factory: Factory,
    slashSink: OPFCommunityFeeCollector,
    ...defaultValues,
    ...given,
    stakeToken,
    feeTokens: given["feeTokens"] ?? [stakeToken],
  };
  const problems: string[] = [];
  const checked = Object.fromEntries(
    Object.entries(all).map(([name, value]) => {
      const result = checkers[name]?.(value) ?? { problem: "there is no such parameter" };
      if ("problem" in result) problems.push(`${name}: ${result.problem}`);
      return [name, "value" in result ? result.value : undefined];
    }),
  ) as unknown as MarketValues;
  if (problems.length === 0 && checked.lapsePenalty > checked.leaseStake) {
    problems.push("lapsePenalty: it is above leaseStake");
  }
  if (problems.length === 0) return checked;
  throw new PosthumanError("PARAMETERS_INVALID", {
    network: network.name,
    file,
    problems: problems.join("; "),
  });
}

type Checked = { readonly value: unknown } | { readonly problem: string };

const checkers: Readonly<Record<string, (value: unknown) => Checked>> = {
  factory: address,
  stakeToken: address,
  slashSink: address,
  poolTemplate: address,
  feeTokens: (value) =>
    Array.isArray(value) && value.length > 0 && value.every(isAddress)
      ? { value: value.map((token: string) => getAddress(token)) }
      : { problem: "it is no list of addresses" },
  ...Object.fromEntries(
    Object.entries(bits).map(([name, size]) => [name, (value: unknown) => whole(value, size)]),
  ),
};

function address(value: unknown): Checked {
  if (value === undefined) return { problem: "Ocean's address file has none, so it must be given" };
  const valid = isAddress(value) && value !== ZeroAddress;
  return valid ? { value: getAddress(value) } : { problem: "it is not an address" };
}

/** A whole number that fits: a `bigint` where the contract's is longer than a JavaScript number. */
function whole(value: unknown, size: bigint): Checked {
  const isWhole =
    typeof value === "bigint" ||
    Number.isSafeInteger(value) ||
    /^[0-9]+$/.test(typeof value === "string" ? value : "");
  if (!isWhole) return { problem: "it is not a whole number" };
  const number = BigInt(value as string | number | bigint);
  if (number < 0n || number >= 1n << size) return { problem: `it does not fit into ${size} bits` };
  return { value: size > 53n ? number : Number(number) };
}

function read(file: string, network: PublicNetwork): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new PosthumanError("PARAMETERS_INVALID", {
    network: network.name,
    file,
    problems: "it is not one JSON object",
  });
}
