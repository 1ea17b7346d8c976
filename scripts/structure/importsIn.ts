import ts from "typescript";

/** A value that an import takes or a re-export passes on. */
export interface Value {
  /** Its name where it is defined; `*` for all of the file, or for an import that only runs it. */
  readonly name: string;
  /** Its name for whoever imports it from here; of `export * from`, `*`. */
  readonly as: string;
}

/** One import or re-export as it stands in a file. */
export interface Statement {
  /** What is imported, in the words of the file: `../job/Job.ts`, `@posthuman/sdk`. */
  readonly source: string;
  /** What it takes but types. */
  readonly values: readonly Value[];
  readonly isExport: boolean;
}

/** What a file loads. */
export interface Imports {
  readonly statements: readonly Statement[];
  /** In the words of the file, what loads something that its text does not say. */
  readonly hidden: readonly string[];
}

const ALL: readonly Value[] = [{ name: "*", as: "*" }];
/** Modules that load others: their `createRequire` is an import that no check can follow under another name. */
const LOADERS = /^(?:node:)?module$/;
/** What leads to a file although it is neither a path from here nor the name of a package. */
const ABSOLUTE = /^(?:\/|#|file:|data:)/;

/**
 * Whether an import hides what is loaded: it is computed, it names no path that holds on every machine, or it gets at
 * Node's own loader.
 * @param source The text that is imported, `undefined` if it is not known before the program runs.
 */
export const isHidden = (source: string | undefined): boolean =>
  source === undefined || LOADERS.test(source) || ABSOLUTE.test(source);

/** Reads the imports of a file as TypeScript does: statements, `import()` of any kind, and `require`. */
export function importsIn(file: string, text: string): Imports {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const statements: Statement[] = [];
  const hidden: string[] = [];
  const add = (node: ts.Node, at: ts.Node | undefined, values: readonly Value[], isExport = false) => {
    const source = at !== undefined && ts.isStringLiteralLike(at) ? at.text : undefined;
    if (isHidden(source)) hidden.push(node.getText(tree));
    if (source !== undefined) statements.push({ source, values, isExport });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, importedBy(node.importClause));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, exportedBy(node), true);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, []);
    } else if (ts.isExternalModuleReference(node)) add(node, node.expression, ALL);
    else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node, node.arguments[0], ALL);
    else if (ts.isPropertyAccessExpression(node) && node.name.text === "getBuiltinModule") {
      add(node, undefined, ALL);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { statements, hidden };
}

/** Whether calling this loads a module: `import`, `require`, or what `createRequire` made on the spot. */
function isLoading(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === "require";
  if (!ts.isCallExpression(callee)) return false;
  const made = callee.expression;
  return ts.isIdentifier(made)
    ? made.text === "createRequire"
    : ts.isPropertyAccessExpression(made) && made.name.text === "createRequire";
}

function importedBy(clause: ts.ImportClause | undefined): readonly Value[] {
  if (clause === undefined) return ALL;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const own = clause.name === undefined ? [] : [{ name: "default", as: clause.name.text }];
  const { namedBindings: named } = clause;
  if (named === undefined) return own;
  return [...own, ...(ts.isNamespaceImport(named) ? ALL : named.elements.flatMap(valueOf))];
}

function exportedBy({ isTypeOnly, exportClause }: ts.ExportDeclaration): readonly Value[] {
  if (isTypeOnly) return [];
  if (exportClause === undefined) return ALL;
  if (ts.isNamespaceExport(exportClause)) return [{ name: "*", as: exportClause.name.text }];
  return exportClause.elements.flatMap(valueOf);
}

/** `a as b` as a value; nothing for `type a`. */
const valueOf = ({ isTypeOnly, propertyName, name }: ts.ImportSpecifier | ts.ExportSpecifier): Value[] =>
  isTypeOnly ? [] : [{ name: (propertyName ?? name).text, as: name.text }];
