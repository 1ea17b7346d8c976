/** A model as the tree shows it. */
export interface LineageTreeNode {
  readonly address: string;
  readonly parent?: string | undefined;
  /** What the tree shows: a name, perhaps with figures. */
  readonly label: string;
}

/**
 * Draws families as trees of text, in the order given; a model whose parent is not among them is drawn as a root.
 *
 * @returns Lines, joined; no newline at the end.
 *
 * @example
 * lineageTree([
 *   { address: "0x1", label: "M1" },
 *   { address: "0x2", parent: "0x1", label: "M2" },
 * ]); // "M1\n└─ M2"
 */
export function lineageTree(models: readonly LineageTreeNode[]): string {
  const known = new Set(models.map(({ address }) => address));
  const childrenOf = (parent: string) => models.filter((model) => model.parent === parent);

  const below = (address: string, indent: string): string[] =>
    childrenOf(address).flatMap((child, i, siblings) => {
      const last = i === siblings.length - 1;
      const line = `${indent}${last ? "└─ " : "├─ "}${child.label}`;
      return [line, ...below(child.address, indent + (last ? "   " : "│  "))];
    });

  return models
    .filter(({ parent }) => parent === undefined || !known.has(parent))
    .flatMap((root) => [root.label, ...below(root.address, "")])
    .join("\n");
}
