import { expect, test } from "vitest";
import type { Compiled } from "../contracts/readCompiled.ts";
import { renderContract } from "./renderContract.ts";

const pair = {
  name: "pair",
  type: "tuple",
  internalType: "struct Pair",
  components: [{ name: "a", type: "uint8" }],
};
const contract: Compiled = {
  name: "Shop",
  file: "contracts/Shop.sol",
  abi: [
    { type: "function", name: "buy", inputs: [pair], outputs: [], stateMutability: "payable" },
    {
      type: "function",
      name: "left",
      inputs: [],
      outputs: [{ name: "", type: "uint256" }],
      stateMutability: "view",
    },
    { type: "function", name: "owner", inputs: [], outputs: [], stateMutability: "view" },
    { type: "event", name: "Bought", inputs: [{ name: "who", type: "address", indexed: true }] },
    { type: "error", name: "Shop_Empty", inputs: [] },
  ],
  devdoc: {
    methods: { "buy((uint8))": { params: { pair: "A *pair*." } }, "left()": { returns: { _0: "Pieces." } } },
  },
  userdoc: {
    notice: "Sells < all.",
    methods: { "buy((uint8))": { notice: "Buys." }, "left()": { notice: "What is left." } },
    events: { "Bought(address)": { notice: "Sold." } },
    errors: { "Shop_Empty()": [{ notice: "Thrown when empty." }] },
  },
  storageLayout: { storage: [], types: null },
  evm: { bytecode: { object: "" }, deployedBytecode: { object: "" }, methodIdentifiers: {} },
};

test("shows calls, views, events, errors and types, and tells what is inherited", () => {
  const types = new Map([
    [
      "Pair",
      { kind: "struct" as const, notice: "Two.", members: [{ name: "a", type: "uint8", doc: "One." }] },
    ],
  ]);
  const page = renderContract(contract, { face: undefined, types, explain: (error) => `see ${error}` });
  for (const part of [
    "# Shop",
    "Sells \\< all.",
    "## Calls\n\n### buy\n\n```solidity\nfunction buy(Pair pair) payable\n```\n\nBuys.",
    "| `pair` | `Pair` | A *pair*. |",
    "## Views\n\n### left",
    "| `returns` | `uint256` | Pieces. |",
    "## Inherited",
    "- `owner() view`",
    "event Bought(address indexed who)",
    "| `Shop_Empty()` | `0x7aedf632` | Thrown when empty. | see Shop_Empty |",
    "### Pair\n\nTwo.",
    "| `a` | `uint8` | One. |",
  ]) {
    expect(page).toContain(part);
  }
});
