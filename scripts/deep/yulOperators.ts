import type { Change, Node } from "./operators.ts";

const swaps: Readonly<Record<string, string>> = {
  gt: "lt",
  lt: "gt",
  and: "or",
  or: "and",
  add: "sub",
  sub: "add",
};

/** The changes that can be made at one node of inline assembly. */
export function yulChangesAt(node: Node, text: (node: Node) => string): Change[] {
  switch (node.nodeType) {
    case "YulFunctionCall":
      return call(node, text);
    case "YulLiteral":
      return node.kind === "number"
        ? [{ operator: "constant", node, replacement: String(BigInt(String(node.value)) + 1n) }]
        : [];
    case "YulIf":
      return [{ operator: "condition", node: node.condition as Node, replacement: "0" }];
    case "YulExpressionStatement":
    case "YulAssignment":
      return [{ operator: "delete", node, replacement: "" }];
    default:
      return [];
  }
}

function call(node: Node, text: (node: Node) => string): Change[] {
  const { name } = node.functionName as Node & { name: string };
  const inside = (node.arguments as Node[]).map(text);
  const other = swaps[name];
  if (other !== undefined)
    return [{ operator: "arithmetic", node, replacement: `${other}(${inside.join(", ")})` }];
  if (name === "eq") return [{ operator: "negate", node, replacement: `iszero(${text(node)})` }];
  if (name === "iszero") return [{ operator: "negate", node, replacement: inside[0]! }];
  return [];
}
