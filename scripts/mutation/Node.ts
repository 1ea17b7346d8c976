/** A node of solc's syntax tree, of Solidity or of Yul. */
export interface Node {
  readonly nodeType: string;
  /** `start:length:file`, in bytes. */
  readonly src: string;
  readonly [field: string]: unknown;
}

/** Whether a field of a node holds a node. */
export const isNode = (value: unknown): value is Node =>
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
