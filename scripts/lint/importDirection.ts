import { relative, sep } from "node:path";
import type { Rule } from "eslint";
import { isHidden } from "../structure/importsIn.ts";
import { hiddenRefusal, refusalOf, type Refusal } from "../structure/roomRules.ts";
import { loaders, parts } from "../structure/rooms.ts";
import { resolveImport } from "../structure/tree.ts";

const words = "{{words}}";

/**
 * ESLint rule: dependencies point one way (contracts → sdk → worker → cli, scripts), inside a part from room to room as
 * scripts/structure/rooms.ts says; packages are imported by their names, and the generated types stay inside the sdk.
 * Tests may import every room of their part, and `deploy`; what helps tests is imported by tests. An import that its text
 * does not show, computed or by `createRequire`, stands only where rooms.ts says why.
 */
export const importDirection: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      direction: words,
      path: words,
      generated: words,
      room: words,
      homeless: words,
      testing: words,
      hidden: words,
    } satisfies Record<Refusal["kind"], string>,
  },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    const report = (node: Rule.Node, refusal: Refusal | undefined) => {
      if (refusal) context.report({ node, messageId: refusal.kind, data: { words: refusal.words } });
    };
    const check = (node: Rule.Node, source: string | undefined) => {
      if (isHidden(source)) report(node, hiddenRefusal(loaders, file));
      if (source === undefined) return;
      const target = resolveImport(context.cwd, file, source);
      if (target === undefined) return;
      report(node, refusalOf(parts, file, target, !source.startsWith(".")));
    };
    return {
      ImportDeclaration: (node) => check(node, textOf(node.source)),
      ExportAllDeclaration: (node) => check(node, textOf(node.source)),
      "ExportNamedDeclaration[source]": (node: Rule.Node) => check(node, textOf(sourceOf(node))),
      ImportExpression: (node) => check(node, textOf(node.source)),
      TSImportType: (node: Rule.Node) => check(node, textOf(sourceOf(node))),
      TSExternalModuleReference: (node: Rule.Node) => check(node, textOf(sourceOf(node))),
      [REQUIRE]: (node: Rule.Node & { arguments: readonly unknown[] }) =>
        check(node, textOf(node.arguments[0])),
      "MemberExpression[property.name='getBuiltinModule']": (node: Rule.Node) => check(node, undefined),
    };
  },
};

/** What calls `require`, or calls at once what `createRequire` returns. */
const REQUIRE =
  "CallExpression:matches([callee.name='require'], [callee.callee.name='createRequire'], [callee.callee.property.name='createRequire'])";

/** The node that holds the imported text; TypeScript's own kinds of import name it differently. */
const sourceOf = (node: object): unknown => {
  const { source, expression } = node as { source?: unknown; expression?: unknown };
  return source ?? expression;
};

/** The text of a literal, quoted or a template without a hole; `undefined` for what is computed. */
function textOf(node: unknown): string | undefined {
  const { type, value, quasis } = node as {
    type?: string;
    value?: unknown;
    quasis?: readonly { value: { cooked: string } }[];
  };
  if (type === "Literal" && typeof value === "string") return value;
  return quasis?.length === 1 ? quasis[0]!.value.cooked : undefined;
}
