import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";
import { importDirection } from "./scripts/lint/importDirection.ts";
import { generatedFolders } from "./scripts/structure/rooms.ts";

const tests = ["**/*.test.ts", "**/testing/**", "test/**"];
const configs = ["*.config.{ts,mjs}", "deploy/modules/*.ts", "scripts/tasks/*.ts"];

const posthuman = { rules: { "import-direction": importDirection } };

const throwsError = {
  selector: "ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]",
  message: "Throw a PosthumanError with a code of the catalogue (sdk/src/errors/catalogue).",
};
const exportsDefault = { selector: "ExportDefaultDeclaration", message: "Export by name." };
const spreadsLiteral = {
  selector: "ObjectExpression > SpreadElement > ObjectExpression",
  message: "Write the properties themselves: { a, b } instead of { ...{ a, b } }.",
};

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      ".toolchain",
      "artifacts",
      "cache",
      "coverage",
      "types",
      "**/dist",
      ...generatedFolders,
      "**/.venv",
      "demo-output",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,mts,cts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    plugins: { jsdoc, posthuman },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 400],
      "no-restricted-syntax": ["error", throwsError, exportsDefault, spreadsLiteral],
      "posthuman/import-direction": "error",
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: ["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "VariableDeclaration"],
        },
      ],
      "@typescript-eslint/consistent-type-definitions": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // It takes the methods of plain objects for methods of classes.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["**/*.{js,mjs,cjs,jsx}"],
    plugins: { posthuman },
    rules: { "posthuman/import-direction": "error" },
  },
  {
    files: tests,
    rules: {
      "no-restricted-syntax": ["error", exportsDefault, spreadsLiteral],
      // chai's `expect(x).to.be.true` is an expression, and mocha's suites are not awaited.
      "@typescript-eslint/no-unused-expressions": "off",
      "jsdoc/require-jsdoc": "off",
    },
  },
  {
    files: ["examples/browser/*.ts"],
    languageOptions: { parserOptions: { project: "./examples/browser/tsconfig.json" } },
  },
  { files: configs, rules: { "no-restricted-syntax": ["error", throwsError, spreadsLiteral] } },
);
