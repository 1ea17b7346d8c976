import type { JsonFragment, JsonFragmentType } from "ethers";
import { effectOf, listOf, selectorOf, typeNameOf } from "../../../scripts/contracts/fragments.ts";

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
