import {
  EventFragment,
  Fragment,
  FunctionFragment,
  id,
  type JsonFragment,
  type JsonFragmentType,
} from "ethers";

/** A type as the sources write it: `Terms` or `IERC20`, not `tuple` or `address`. */
export const typeNameOf = ({ internalType = "", type = "" }: JsonFragmentType): string =>
  (internalType === "" ? type : internalType).replace(/^(?:struct|enum|contract) /, "");

/** Parameters as the sources write them: `address indexed payer, uint256 amount`. */
export const listOf = (types: readonly JsonFragmentType[]): string =>
  types
    .map((type) => [typeNameOf(type), type.indexed ? "indexed" : "", type.name])
    .map((words) => words.filter(Boolean).join(" "))
    .join(", ");

/** A function's, error's or event's signature, such as `pay(address,address,uint256)`. */
export const signatureOf = (json: JsonFragment): string => Fragment.from(json).format("sighash");

/** What stands for it on the chain: four bytes of a function or error, an event's topic; nothing for a constructor. */
export function selectorOf(json: JsonFragment): string {
  const fragment = Fragment.from(json);
  if (fragment instanceof EventFragment) return fragment.topicHash;
  if (fragment instanceof FunctionFragment) return fragment.selector;
  return json.type === "error" ? id(fragment.format()).slice(0, 10) : "";
}

/** How a function may touch the chain's state, with what it returns: `view returns (uint256)`. */
export function effectOf({ stateMutability, outputs = [] }: JsonFragment): string {
  const mutability = stateMutability === undefined || stateMutability === "nonpayable" ? "" : stateMutability;
  const returns = outputs.length > 0 ? `returns (${listOf(outputs)})` : "";
  return [mutability, returns].filter(Boolean).join(" ");
}
