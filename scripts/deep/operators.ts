/** What a node is replaced by, and what kind of change that is. */
export interface Change {
  readonly operator: string;
  readonly node: Node;
  readonly replacement: string;
}

/** What the changes at a node depend on besides the node. */
export interface Context {
  /** The source of a node. */
  readonly text: (node: Node) => string;
  /** The members of each enum, by its name. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly parent: Node | undefined;
}

type Text = Context["text"];

/** Operators that take another's place. Relations get a neighbour (`<` to `<=`) and their opposite (`<` to `>=`). */
const swaps: Readonly<Record<string, readonly (readonly [operator: string, kind: string])[]>> = {
  "<": [
    ["<=", "boundary"],
    [">=", "negate"],
  ],
  "<=": [
    ["<", "boundary"],
    [">", "negate"],
  ],
  ">": [
    [">=", "boundary"],
    ["<=", "negate"],
  ],
  ">=": [
    [">", "boundary"],
    ["<", "negate"],
  ],
  "==": [["!=", "negate"]],
  "!=": [["==", "negate"]],
  "&&": [["||", "logic"]],
  "||": [["&&", "logic"]],
  "+": [["-", "arithmetic"]],
  "-": [["+", "arithmetic"]],
  "*": [["/", "arithmetic"]],
  "/": [["*", "arithmetic"]],
  "%": [["*", "arithmetic"]],
  "**": [["*", "arithmetic"]],
  "<<": [[">>", "arithmetic"]],
  ">>": [["<<", "arithmetic"]],
  "&": [["|", "arithmetic"]],
  "|": [["&", "arithmetic"]],
  "+=": [["-=", "arithmetic"]],
  "-=": [["+=", "arithmetic"]],
  "++": [["--", "arithmetic"]],
  "--": [["++", "arithmetic"]],
};

const typeOf = (node: Node): string =>
  (node.typeDescriptions as { typeString?: string } | undefined)?.typeString ?? "";

/** The Solidity changes that can be made at one node. */
export function changesAt(node: Node, context: Context): Change[] {
  const { text, parent } = context;
  switch (node.nodeType) {
    case "BinaryOperation":
      return binary(node, text);
    case "Assignment":
      return swapped(node, text, node.leftHandSide as Node, node.rightHandSide as Node);
    case "UnaryOperation":
      return unary(node, text);
    case "Conditional":
      return conditional(node, text);
    case "IfStatement":
      return decided(node);
    case "ForStatement":
    case "WhileStatement":
      return isNode(node.condition)
        ? [{ operator: "condition", node: node.condition, replacement: "false" }]
        : [];
    case "ExpressionStatement":
    case "EmitStatement":
      return [{ operator: "delete", node, replacement: "" }];
    case "RevertStatement":
      // Below an `if` it goes with the condition.
      return parent?.nodeType === "IfStatement" ? [] : [{ operator: "delete", node, replacement: "" }];
    case "ModifierInvocation":
      return node.kind === "baseConstructorSpecifier" ? [] : [{ operator: "delete", node, replacement: "" }];
    case "Return":
      return returned(node);
    case "Literal":
      return literal(node);
    case "MemberAccess":
      return member(node, context);
    default:
      return [];
  }
}

function binary(node: Node, text: Text): Change[] {
  const [left, right] = [node.leftExpression as Node, node.rightExpression as Node];
  const changes = swapped(node, text, left, right);
  if (node.operator !== "&&" && node.operator !== "||") return changes;
  const alone = [left, right].map((side) => ({ operator: "logic", node, replacement: `(${text(side)})` }));
  return [...changes, ...alone];
}

function swapped(node: Node, text: Text, left: Node, right: Node): Change[] {
  return (swaps[node.operator as string] ?? []).map(([other, operator]) => ({
    operator,
    node,
    replacement: `${text(left)} ${other} ${text(right)}`,
  }));
}

function unary(node: Node, text: Text): Change[] {
  const inner = text(node.subExpression as Node);
  if (node.operator === "!" || node.operator === "-" || node.operator === "~") {
    return [{ operator: "negate", node, replacement: inner }];
  }
  return (swaps[node.operator as string] ?? []).map(([other, operator]) => ({
    operator,
    node,
    replacement: node.prefix === true ? `${other}${inner}` : `${inner}${other}`,
  }));
}

function conditional(node: Node, text: Text): Change[] {
  const [condition, yes, no] = [node.condition, node.trueExpression, node.falseExpression] as Node[];
  const replacement = `${text(condition!)} ? ${text(no!)} : ${text(yes!)}`;
  return [{ operator: "negate", node, replacement }];
}

/** An `if` that never holds, and one that always does, unless it only guards a revert: that any test would notice. */
function decided(node: Node): Change[] {
  const condition = node.condition as Node;
  const body = node.trueBody as Node;
  const [first] = (body.statements as Node[] | undefined) ?? [body];
  const never = { operator: "condition", node: condition, replacement: "false" };
  const always = { operator: "condition", node: condition, replacement: "true" };
  return first?.nodeType === "RevertStatement" ? [never] : [never, always];
}

/** Another value of the same type, where there is one that surely is. */
function returned(node: Node): Change[] {
  const expression = node.expression as Node | null | undefined;
  if (!isNode(expression)) return [];
  const type = typeOf(expression);
  const make = (replacement: string): Change[] => [{ operator: "return", node: expression, replacement }];
  if (type === "bool") return [...make("true"), ...make("false")];
  if (/^u?int\d*$/.test(type)) return make("0");
  if (/^bytes\d+$/.test(type)) return make(`${type}(0)`);
  if (type === "address") return make("address(0)");
  return [];
}

/** Numbers from here on are limits and units: one more is no change that anybody could notice. */
const LARGE = 1000n;

function literal(node: Node): Change[] {
  const make = (replacement: string): Change[] => [{ operator: "constant", node, replacement }];
  if (node.kind === "bool") return make(node.value === "true" ? "false" : "true");
  if (node.kind !== "number" || isNode(node.subdenomination)) return [];
  const value = /^int_const (\d+)/.exec(typeOf(node))?.[1];
  if (value === undefined) return [];
  return make(
    BigInt(value) < LARGE && !typeOf(node).includes("...")
      ? String(BigInt(value) + 1n)
      : `(${String(node.value)} / 2)`,
  );
}

/** The next member of an enum, and another account for the caller. */
function member(node: Node, { text, enums }: Context): Change[] {
  const base = node.expression as Node;
  const name = /^type\(enum (?:\w+\.)?(\w+)\)$/.exec(typeOf(base))?.[1];
  const members = enums.get(name ?? "") ?? [];
  if (members.length > 1) {
    const next = members[(members.indexOf(node.memberName as string) + 1) % members.length]!;
    return [{ operator: "constant", node, replacement: `${text(base)}.${next}` }];
  }
  if (text(node) === "msg.sender") return [{ operator: "caller", node, replacement: "address(this)" }];
  return [];
}

/** A node of solc's syntax tree, of Solidity or of Yul. */
export interface Node {
  readonly nodeType: string;
  /** `start:length:file`, in bytes. */
  readonly src: string;
  readonly [field: string]: unknown;
}

/** Whether a field of a node holds a node. */
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "nodeType" in value && "src" in value;

/** The nodes right below a node, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const found = Object.entries(node)
    // A Solidity name's path is a node of its own, but says nothing that its parent does not.
    .filter(([field]) => field !== "typeName" && field !== "nativeSrc" && field !== "documentation")
    .flatMap(([, value]): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
  return found.sort((a, b) => startOf(a) - startOf(b));
}

/** Where a node begins in its file, in bytes. */
export const startOf = ({ src }: Node): number => Number(src.split(":")[0]);

/** How many bytes a node has. */
export const lengthOf = ({ src }: Node): number => Number(src.split(":")[1]);
