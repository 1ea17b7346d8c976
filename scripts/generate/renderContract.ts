import type { JsonFragment, JsonFragmentType } from "ethers";
import { effectOf, listOf, selectorOf, signatureOf, typeNameOf } from "../contracts/fragments.ts";
import type { Compiled, Doc } from "../contracts/readCompiled.ts";
import type { TypeDoc } from "./contractPages.ts";
import { escapeProse as escape, tableOf } from "./markdown.ts";

/** What a page shows besides the contract itself. */
export interface PageContext {
  /** The interface that documents the contract; a contract without one documents itself. */
  readonly face: Compiled | undefined;
  readonly types: ReadonlyMap<string, TypeDoc>;
  /** Where an error of the contract is explained, as Markdown. */
  readonly explain: (error: string) => string;
}

/** A contract's reference as Markdown. */
export function renderContract(contract: Compiled, { face, types, explain }: PageContext): string {
  const about = face?.userdoc ?? contract.userdoc;
  const details = face?.devdoc.details ?? contract.devdoc.details;
  const of = (kind: string) => contract.abi.filter(({ type }) => type === kind);
  const functions = of("function");
  const isOurs = (fragment: JsonFragment) => docOf(contract, "methods", fragment).notice !== undefined;
  const isView = ({ stateMutability = "" }: JsonFragment) => /view|pure/.test(stateMutability);
  const ours = functions.filter(isOurs);
  const errors = of("error").filter(({ name }) => name!.includes("_"));

  return [
    `# ${contract.name}`,
    `<!-- Made from the NatSpec of ${(face ?? contract).file} by \`npm run generate\`; edit there. -->`,
    escape(about.notice ?? ""),
    details === undefined ? "" : `> ${escape(details)}`,
    `Source: [${contract.file}](../../../${contract.file})`,
    section(
      "Calls",
      ours.filter((fragment) => !isView(fragment)).map((fragment) => renderFunction(contract, fragment)),
    ),
    section(
      "Views",
      ours.filter(isView).map((fragment) => renderFunction(contract, fragment)),
    ),
    section("Inherited", [renderInherited(functions.filter((fragment) => !isOurs(fragment)))]),
    section(
      "Events",
      of("event").map((fragment) => renderEvent(contract, fragment)),
    ),
    section("Errors", [errors.length === 0 ? "" : renderErrors(contract, errors, explain)]),
    section("Types", renderTypes(contract.abi, types)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function section(title: string, parts: readonly string[]): string {
  const full = parts.filter((part) => part !== "");
  return full.length === 0 ? "" : [`## ${title}`, ...full].join("\n\n");
}

/** What both halves of the NatSpec say of a function or an event. */
function docOf({ userdoc, devdoc }: Compiled, kind: "methods" | "events", fragment: JsonFragment): Doc {
  const signature = signatureOf(fragment);
  const variable = kind === "methods" ? devdoc.stateVariables?.[fragment.name!] : undefined;
  return { ...variable, ...devdoc[kind]?.[signature], ...userdoc[kind]?.[signature] };
}

function renderFunction(contract: Compiled, fragment: JsonFragment): string {
  const { name, inputs = [], outputs = [] } = fragment;
  const { notice, details, params = {}, returns = {} } = docOf(contract, "methods", fragment);
  const results = outputs.map((type, index) => ({
    ...type,
    doc: returns[type.name ?? ""] ?? returns[`_${index}`],
  }));
  const rows = [
    ...inputs.map((type) => ({ ...type, doc: params[type.name ?? ""] })),
    ...results.map((type) => ({ ...type, name: `returns ${type.name ?? ""}`.trim() })),
  ].filter(({ doc }) => doc !== undefined);
  return [
    `### ${name}`,
    code(`function ${name}(${listOf(inputs)}) ${effectOf(fragment)}`.trim()),
    escape(notice ?? ""),
    details === undefined ? "" : `> ${escape(details)}`,
    table(
      ["", "type", ""],
      rows.map((row) => [row.name ?? "", typeNameOf(row), row.doc ?? ""]),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderEvent(contract: Compiled, fragment: JsonFragment): string {
  const { notice = "", details } = docOf(contract, "events", fragment);
  const text = [notice, details ?? ""].filter((part) => part !== "").map(escape);
  return [
    `### ${fragment.name}`,
    code(`event ${fragment.name}(${listOf(fragment.inputs ?? [])})`),
    ...text,
  ].join("\n\n");
}

function renderErrors(
  contract: Compiled,
  errors: readonly JsonFragment[],
  explain: PageContext["explain"],
): string {
  const rows = errors.map((fragment) => [
    `\`${fragment.name}(${listOf(fragment.inputs ?? [])})\``,
    `\`${selectorOf(fragment)}\``,
    escape(contract.userdoc.errors?.[signatureOf(fragment)]?.[0]?.notice ?? ""),
    explain(fragment.name!),
  ]);
  return tableOf(["error", "selector", "thrown", "what to do"], rows);
}

function renderInherited(functions: readonly JsonFragment[]): string {
  if (functions.length === 0) return "";
  const rows = functions.map((fragment) =>
    `\`${fragment.name}(${listOf(fragment.inputs ?? [])}) ${effectOf(fragment)}`.trim().concat("`"),
  );
  return [
    "From OpenZeppelin, or asked for by Ocean's contracts:",
    rows.map((row) => `- ${row}`).join("\n"),
  ].join("\n\n");
}

function renderTypes(abi: readonly JsonFragment[], types: ReadonlyMap<string, TypeDoc>): string[] {
  const names = new Set<string>();
  const note = (used: readonly JsonFragmentType[]) => {
    for (const type of used) {
      const name = typeNameOf(type).replace(/\[.*$/, "");
      if (types.has(name)) names.add(name);
      note(type.components ?? []);
    }
  };
  for (const { inputs = [], outputs = [] } of abi) note([...inputs, ...outputs]);
  return [...names].sort().map((name) => {
    const { kind, notice, members } = types.get(name)!;
    const rows = members.map((member) => [member.name, member.type, member.doc]);
    const list = members.map((member, index) => `${index} \`${member.name}\``).join(" · ");
    const body = kind === "enum" ? list : table(["", "type", ""], rows);
    return [`### ${name}`, escape(notice), body].filter((part) => part !== "").join("\n\n");
  });
}

const code = (text: string) => `\`\`\`solidity\n${text}\n\`\`\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  tableOf(
    head,
    rows.map(([name = "", type = "", doc = ""]) => [`\`${name}\``, `\`${type}\``, escape(doc)]),
  );
