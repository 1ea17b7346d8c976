import {
  EventFragment,
  Fragment,
  FunctionFragment,
  id,
  type JsonFragment,
  type JsonFragmentType,
} from "ethers";

/**
 * A contract's interface in lines that a person can compare: each function, error and event with its selector, and
 * each struct that they use. A selector changes with the inside of a struct, too.
 */
export function describeAbi(abi: readonly JsonFragment[]): string[] {
  const structs = new Map<string, string>();
  const order = ["constructor", "receive", "fallback", "function", "error", "event"];
  const lines = abi.map((fragment) => {
    const { type = "function", name = "", inputs = [], outputs = [], stateMutability } = fragment;
    noteStructs([...inputs, ...outputs], structs);
    const mutability =
      stateMutability === undefined || stateMutability === "nonpayable" ? "" : stateMutability;
    const returns = outputs.length > 0 ? `returns (${list(outputs)})` : "";
    const parts = [selectorOf(fragment), type, `${name}(${list(inputs)})`, mutability, returns];
    const text = parts.filter((part) => part !== "").join(" ");
    return { key: `${order.indexOf(type)} ${name} ${text}`, text };
  });
  for (const [name, members] of structs)
    lines.push({ key: `9 ${name}`, text: `struct ${name} { ${members} }` });
  return lines.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ text }) => text);
}

function selectorOf(json: JsonFragment): string {
  const fragment = Fragment.from(json);
  if (fragment instanceof EventFragment) return fragment.topicHash;
  if (fragment instanceof FunctionFragment) return fragment.selector;
  return json.type === "error" ? id(fragment.format()).slice(0, 10) : "";
}

const list = (types: readonly JsonFragmentType[]): string =>
  types
    .map((type) => [nameOf(type), type.indexed ? "indexed" : "", type.name])
    .map((words) => words.filter(Boolean).join(" "))
    .join(", ");

/** A type as the sources write it: `Terms` or `IERC20`, not `tuple` or `address`. */
const nameOf = ({ internalType = "", type = "" }: JsonFragmentType): string =>
  (internalType === "" ? type : internalType).replace(/^(?:struct|enum|contract) /, "");

function noteStructs(types: readonly JsonFragmentType[], structs: Map<string, string>): void {
  for (const type of types) {
    if (type.components === undefined) continue;
    structs.set(nameOf(type).replace(/\[.*$/, ""), list(type.components));
    noteStructs(type.components, structs);
  }
}
