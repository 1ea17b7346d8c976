import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";

/** An `@example` of a comment. */
interface Example {
  /** File and line of its first line. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** What examples may use without saying where it comes from: a type, and names of that type. */
const known: Readonly<Record<string, string>> = {
  ...declared("sdk.Client", "client", "custodianClient"),
  ...declared("string", "account", "address", "alice", "buyer", "custodian", "friend", "trainer", "worker"),
  ...declared(
    "string",
    "dataNft",
    "datatoken",
    "market",
    "model",
    "ocean",
    "pool",
    "registry",
    "root",
    "token",
  ),
  ...declared(
    "string",
    "apiKey",
    "endpoint",
    "hash",
    "header",
    "id",
    "privateKey",
    "prompt",
    "rpcUrl",
    "sha256",
  ),
  ...declared("string", "author", "description", "license", "text"),
  ...declared("string", "environmentHash", "evaluationHash", "tailRecipient", "weightsRoot"),
  ...declared("bigint", "amount", "chainId", "maxFee", "price"),
  ...declared("Blob", "file"),
  ...declared("Date", "created"),
  ...declared("OpenAI", "openai"),
  ...declared("sdk.Addresses", "addresses"),
  ...declared("sdk.AlgorithmDescription", "details"),
  ...declared("sdk.DatasetReference[]", "datasets"),
  ...declared("sdk.Ddo", "ddo"),
  ...declared("sdk.Family", "family"),
  ...declared("sdk.PaidJob", "job"),
  ...declared("sdk.Plan<unknown, unknown>", "plan"),
  ...declared("sdk.Receipt", "receipt"),
  ...declared("sdk.Session", "session"),
  ...declared("sdk.SessionCall[]", "calls"),
  ...declared("sdk.Terms", "terms"),
  ...declared("sdk.TranscriptEntry[]", "transcript"),
  ...declared("string[]", "lines"),
};

function declared(type: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

/** As a project of the SDK's users: strict, and with no more of the language than the oldest Node that it supports. */
const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  types: ["node"],
};

/**
 * Compiles the examples in the SDK's comments, which its reference prints, and says where that fails. An example may use
 * everything that the SDK exports, its own file's exports, and the names in `known`.
 *
 * @param files Sources with examples, relative to the folder that has `node_modules`.
 */
export function brokenExamples(files: readonly string[] = sdkSources()): string[] {
  const [everywhere, onNode] = [exportsOf("sdk/src/index.ts"), exportsOf("sdk/src/node.ts")];
  const modules = new Map<string, Example>();
  const texts = new Map<string, string>();
  for (const file of files) {
    for (const example of examplesOf(file, readFileSync(file, "utf8"))) {
      // In the checkout, so that packages are found by their names; nothing is written.
      const path = resolve("scripts", `example-${modules.size}.ts`);
      modules.set(path, example);
      texts.set(path, moduleOf(example, everywhere, onNode));
    }
  }
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].flatMap(([path, example]) => {
    const source = program.getSourceFile(path);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return problems.map(({ start = 0, messageText }) => {
      // All that is added stands in one line before the example.
      const line = example.line + source!.getLineAndCharacterOfPosition(start).line - 1;
      return `${example.file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n  ")}`;
    });
  });
}

const sdkSources = () =>
  ts.sys
    .readDirectory("sdk/src", [".ts"], ["**/generated", "**/testing", "**/*.test.ts"])
    .map((file) => file.replace(`${process.cwd()}/`, ""));

/** The examples in a source, in order. */
export function examplesOf(file: string, text: string): Example[] {
  return [...text.matchAll(/\/\*\*[^]*?\*\//g)].flatMap((comment) =>
    [...comment[0].matchAll(/@example\n([^]*?)(?=\n\s*\* @|\n?\s*\*\/)/g)].map((example) => {
      const start = comment.index + example.index + "@example\n".length;
      const code = example[1]!.replace(/^\s*\* ?/gm, "");
      return { file, line: text.slice(0, start).split("\n").length, code };
    }),
  );
}

/** An example as a module: one line with what it needs, then the example in a block, where it may name things anew. */
function moduleOf({ file, code }: Example, everywhere: readonly string[], onNode: readonly string[]): string {
  const used = new Set(code.match(/[A-Za-z_]\w*/g));
  const imported = (from: string, names: readonly string[]) => {
    const needed = names.filter((name) => used.has(name));
    return needed.length === 0 ? "" : `import { ${needed.join(", ")} } from "${from}"; `;
  };
  const own = exportsOf(file).filter((name) => !everywhere.includes(name) && !onNode.includes(name));
  const constants = Object.entries(known).filter(([name]) => used.has(name));
  return [
    `import type * as sdk from "@posthuman/sdk"; `,
    used.has("OpenAI") || used.has("openai") ? `import OpenAI from "openai"; ` : "",
    imported("@posthuman/sdk", everywhere),
    imported("@posthuman/sdk/node", onNode),
    imported(resolve(file), own),
    imported("node:fs/promises", ["readFile"]),
    ...constants.map(([name, type]) => `declare const ${name}: ${type}; `),
    `{\n${code}\n}`,
  ].join("");
}

/** The names that a module exports as values. */
function exportsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (statement.isTypeOnly || clause === undefined || !ts.isNamedExports(clause)) return [];
      return clause.elements.filter((one) => !one.isTypeOnly).map((one) => one.name.text);
    }
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExport);
    if (!isExported) return [];
    if (ts.isFunctionDeclaration(statement)) return [statement.name!.text];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map((one) => one.name.getText(source));
  });
}

const isExport = ({ kind }: ts.Modifier) => kind === ts.SyntaxKind.ExportKeyword;
