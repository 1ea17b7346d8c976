import { parseAmount } from "@posthuman/sdk";
import type { Account, Stack } from "../stack/startStack.ts";

const names = ["Alice", "Bob", "Charlie", "Derek", "Elena", "tail"] as const;

/** Who takes part: five people and the family's tail recipient, each with an own wallet. */
export type Name = (typeof names)[number];

/** The accounts by name. */
export type People = Readonly<Record<Name, Account>>;

/** Makes the accounts; each but the tail recipient gets OCEAN to spend. */
export async function makePeople(stack: Stack): Promise<People> {
  const people: Partial<Record<Name, Account>> = {};
  for (const name of names) people[name] = await stack.newAccount(name === "tail" ? 0n : parseAmount("1000"));
  return people as People;
}

/** The name of an address, or the address. */
export function nameOf(people: People, address: string): string {
  return names.find((name) => people[name].address === address) ?? address;
}
