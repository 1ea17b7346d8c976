import { readFileSync, writeFileSync } from "node:fs";
import type { JsonFragment, JsonFragmentType } from "ethers";
import { format, resolveConfig } from "prettier";
import { effectOf, listOf, selectorOf, typeNameOf } from "../../../scripts/contracts/fragments.ts";
import type { StorageEntry, StorageLayout } from "../../../scripts/contracts/readCompiled.ts";

/**
 * A committed snapshot: what it held before this run. With `UPDATE_SNAPSHOTS=1` it is first set to `now`, so that any
 * comparison holds.
 */
export async function snapshot<T>(name: string, now: T): Promise<T> {
  const file = new URL(`../snapshots/${name}.json`, import.meta.url);
  if (process.env.UPDATE_SNAPSHOTS === "1") {
    const options = { ...(await resolveConfig(file)), parser: "json" };
    writeFileSync(file, await format(JSON.stringify(now), options));
  }
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** A contract's storage in lines that a person can compare: each variable with its place, and each struct's inside. */
export function describeStorage({ storage, types }: StorageLayout): string[] {
  const describe = ({ slot, offset, label, type }: StorageEntry) => {
    const { label: name = type, numberOfBytes = "?" } = types?.[type] ?? {};
    return `slot ${slot} byte ${offset}: ${label}, ${name}, ${numberOfBytes} bytes`;
  };
  const structs = Object.values(types ?? {}).flatMap(({ label, members = [] }) =>
    members.map((member) => `${label}: ${describe(member)}`),
  );
  return [...storage.map(describe), ...structs.sort((a, b) => a.localeCompare(b, "en", { numeric: true }))];
}

const order = ["constructor", "receive", "fallback", "function", "error", "event"];

/**
 * A contract's interface in lines that a person can compare: each function, error and event with its selector, and
 * each struct that they use. A selector changes with the inside of a struct, too.
 */
export function describeAbi(abi: readonly JsonFragment[]): string[] {
  const structs = new Map<string, string>();
  const lines = abi.map((fragment) => {
    const { type = "function", name = "", inputs = [], outputs = [] } = fragment;
    noteStructs([...inputs, ...outputs], structs);
    const parts = [selectorOf(fragment), type, `${name}(${listOf(inputs)})`, effectOf(fragment)];
    const text = parts.filter(Boolean).join(" ");
    return { key: `${order.indexOf(type)} ${name} ${text}`, text };
  });
  for (const [name, members] of structs) {
    lines.push({ key: `9 ${name}`, text: `struct ${name} { ${members} }` });
  }
  return lines.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ text }) => text);
}

function noteStructs(types: readonly JsonFragmentType[], structs: Map<string, string>): void {
  for (const type of types) {
    if (type.components === undefined) continue;
    structs.set(typeNameOf(type).replace(/\[.*$/, ""), listOf(type.components));
    noteStructs(type.components, structs);
  }
}
