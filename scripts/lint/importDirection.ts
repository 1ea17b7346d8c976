import { dirname, join, relative, resolve, sep } from "node:path";
import type { Rule } from "eslint";

/** What each part may import, besides itself. Parts that are not named here (scripts, test) may import all. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  deploy: [],
  sdk: [],
  worker: ["sdk"],
  cli: ["sdk", "worker"],
};

const packages: Readonly<Record<string, string>> = {
  "@posthuman/sdk": "sdk",
  "@posthuman/worker": "worker",
  "@posthuman/cli": "cli",
};

/**
 * ESLint rule: dependencies point one way (contracts → sdk → worker → cli, scripts), packages are imported by their
 * names, and the generated types stay inside the sdk. Tests and their helpers may also import `deploy`.
 */
export const importDirection: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      direction:
        "{{from}} must not import {{to}}: dependencies point from cli and scripts to worker, from there to sdk.",
      path: 'Import {{to}} by its name, "@posthuman/{{to}}", not by a path into it.',
      generated: "The generated contract types stay inside the sdk.",
    },
  },
  create(context) {
    const file = relative(context.cwd, context.filename);
    const from = file.split(sep)[0] ?? "";
    const isTest = /(^|\/)testing\/|\.test\.ts$/.test(file);
    const check = (node: Rule.Node, source: unknown) => {
      if (typeof source !== "string") return;
      const byPath = source.startsWith(".");
      const target = byPath ? relative(context.cwd, resolve(dirname(context.filename), source)) : undefined;
      const to =
        target === undefined ? packages[source.split("/").slice(0, 2).join("/")] : target.split(sep)[0];
      if (to === undefined || to === from) return;
      const may = allowed[from];
      if (may && !may.includes(to) && !(isTest && to === "deploy")) {
        context.report({ node, messageId: "direction", data: { from, to } });
      } else if (target?.startsWith(join("sdk", "src", "generated"))) {
        context.report({ node, messageId: "generated" });
      } else if (may && byPath && to !== "deploy") {
        context.report({ node, messageId: "path", data: { to } });
      }
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ImportExpression: (node) => check(node, node.source.type === "Literal" ? node.source.value : undefined),
    };
  },
};
