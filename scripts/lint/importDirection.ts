import { relative, sep } from "node:path";
import type { Rule } from "eslint";
import { refusalOf } from "../structure/roomRules.ts";
import { parts } from "../structure/rooms.ts";
import { resolveImport } from "../structure/tree.ts";

const words = "{{words}}";

/**
 * ESLint rule: dependencies point one way (contracts → sdk → worker → cli, scripts), inside a part from room to room as
 * scripts/structure/rooms.ts says; packages are imported by their names, and the generated types stay inside the sdk.
 * Tests may import every room of their part, and `deploy`.
 */
export const importDirection: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: { direction: words, path: words, generated: words, room: words, homeless: words },
  },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    const check = (node: Rule.Node, source: unknown) => {
      if (typeof source !== "string") return;
      const target = resolveImport(context.cwd, file, source);
      if (target === undefined) return;
      const refusal = refusalOf(parts, file, target, !source.startsWith("."));
      if (refusal) context.report({ node, messageId: refusal.kind, data: { words: refusal.words } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ImportExpression: (node) => check(node, node.source.type === "Literal" ? node.source.value : undefined),
    };
  },
};
