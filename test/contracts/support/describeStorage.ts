import type { StorageEntry, StorageLayout } from "../../../scripts/contracts/readCompiled.ts";

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
