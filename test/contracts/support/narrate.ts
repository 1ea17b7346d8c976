import {
  formatEther,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Interface,
  type ParamType,
} from "ethers";
import { datatokenOf } from "./assets.ts";
import { chain } from "./contracts.ts";
import { State } from "./jobs.ts";
import type { World } from "./world.ts";

/** What a story is about. */
export interface Cast {
  /** The job's id. */
  readonly job: string;
  /** Addresses of those whose balances are told, by name. */
  readonly holders: Readonly<Record<string, string>>;
  /** Addresses of the tokens that change hands, by name. */
  readonly tokens: Record<string, string>;
  /** Whose events are told, by address. */
  readonly emitters: Record<string, Interface>;
  /** What addresses and hashes are called. */
  readonly names: Map<unknown, string>;
}

/** Sends a transaction. */
export type Send = () => Promise<ContractTransactionResponse>;

type Books = Record<string, Record<string, bigint>>;

/**
 * Sends a transaction and tells it as a page shows it: the job's state, the events in their order, and what changed
 * hands. Structs are told by their name, times from the transaction's own.
 */
export async function narrate(world: World, cast: Cast, send: Send): Promise<string> {
  const [stateBefore, before] = [await stateOf(world, cast), await booksOf(world, cast)];
  const receipt = (await (await send()).wait())!;
  const { timestamp } = (await chain.ethers.provider.getBlock(receipt.blockNumber))!;
  const [state, after] = [await stateOf(world, cast), await booksOf(world, cast)];
  return [
    [stateBefore === state ? `job: ${state}` : `job: ${stateBefore} → ${state}`],
    eventsIn(receipt, cast, BigInt(timestamp)),
    changesOf(before, after),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** An amount of a token with 18 decimals, without needless zeros. */
const amountOf = (wei: bigint) => formatEther(wei).replace(/\.0$/, "");

async function stateOf({ market }: World, { job }: Cast): Promise<string> {
  const { state } = await market.jobOf(job);
  return Object.entries(State).find(([, number]) => number === state)?.[0] ?? "None";
}

async function booksOf({ vault, workers, worker, alice }: World, { holders, tokens }: Cast): Promise<Books> {
  const books: Books = { "locked stake of the worker": { OCEAN: (await workers.stakeOf(worker)).locked } };
  for (const [token, address] of Object.entries(tokens)) {
    // A child's datatoken is not there before its birth.
    if ((await chain.ethers.provider.getCode(address)) === "0x") continue;
    const contract = datatokenOf(address, alice);
    const note = (whose: string, amount: bigint) => ((books[whose] ??= {})[token] = amount);
    for (const [name, holder] of Object.entries(holders)) {
      note(name, (await contract.balanceOf(holder)) as bigint);
      note(`claimable by ${name}`, await vault.claimable(holder, address));
    }
    for (const [name, model] of Object.entries(tokens)) {
      note(`inbox of ${name}`, await vault.inboxOf(model, address));
    }
  }
  return books;
}

function changesOf(before: Books, after: Books): string[] {
  return Object.entries(after).flatMap(([whose, amounts]) => {
    const changes = Object.entries(amounts)
      .map(([token, amount]) => [token, amount - (before[whose]?.[token] ?? 0n)] as const)
      .filter(([, change]) => change !== 0n)
      .map(([token, change]) => `${change > 0n ? "+" : ""}${amountOf(change)} ${token}`);
    return changes.length === 0 ? [] : [`${whose}: ${changes.join(", ")}`];
  });
}

function eventsIn({ logs }: ContractTransactionReceipt, { emitters, names }: Cast, now: bigint): string[] {
  return logs.flatMap((log) => {
    const event = emitters[log.address]?.parseLog(log);
    if (!event) return [];
    const values = event.fragment.inputs.map((input, i) => `${input.name}: ${show(input, event.args[i])}`);
    return [`${names.get(log.address)!} emits ${event.name}(${values.join(", ")})`];
  });

  function show({ name, type, baseType }: ParamType, value: unknown): string {
    if (baseType === "tuple") return `the ${name}`;
    if (name === "timestamp") return "now";
    if (name === "blockNumber") return "this block";
    const known = names.get(value);
    if (known !== undefined) return known;
    if (type === "address") return "a new address";
    if (typeof value === "string") return type === "string" ? JSON.stringify(value) : value;
    const number = value as bigint;
    if (type === "uint40") return `now + ${number - now}`;
    return number > 10n ** 12n ? `${amountOf(number)}e18` : String(number);
  }
}
