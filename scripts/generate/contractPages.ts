import { existsSync } from "node:fs";
import { codeOfCustomError } from "@posthuman/sdk";
import { buildContracts } from "../contracts/buildContracts.ts";
import { readBuild } from "../contracts/readBuild.ts";
import { contractFiles, readCompiled, type Compiled } from "../contracts/readCompiled.ts";
import { errorAreas } from "./errorPages.ts";
import type { Files } from "./folder.ts";
import { escapeProse, formatPages, tableOf } from "./markdown.ts";
import { renderContract } from "./renderContract.ts";

/** The contracts' reference as Markdown: a page a contract, and an index. */
export async function contractPages(): Promise<Files> {
  buildContracts();
  const contracts = readCompiled(contractFiles());
  const types = readTypes();
  const areas = await errorAreas();
  const explain = (error: string) => {
    const code = codeOfCustomError[error];
    const area = areas.find(({ errors }) => code !== undefined && code in errors);
    return code === undefined || area === undefined
      ? ""
      : `[${code}](../../errors/${area.name}.md#${code.toLowerCase()})`;
  };
  const pages = contracts.map((contract) => {
    const face = interfaceOf(contract);
    return [`${contract.name}.md`, renderContract(contract, { face, types, explain })] as const;
  });
  const all = [["README.md", renderIndex(contracts)] as const, ...pages];
  return formatPages(all);
}

function interfaceOf({ name }: Compiled): Compiled | undefined {
  const file = `contracts/interfaces/I${name}.sol`;
  return existsSync(file) ? readCompiled([file])[0] : undefined;
}

function renderIndex(contracts: readonly Compiled[]): string {
  const rows = contracts.map((contract) => {
    const { devdoc, userdoc } = interfaceOf(contract) ?? contract;
    const title = (devdoc.title ?? "").replace(/^\w+: /, "");
    const [first = ""] = (userdoc.notice ?? "").split(/(?<=\.)\s/);
    return [`[${contract.name}](${contract.name}.md)`, escapeProse(title), escapeProse(first)];
  });
  return [
    "# Contracts",
    "<!-- Made from the NatSpec of contracts/ by `npm run generate`; edit there. -->",
    tableOf(["contract", "is", ""], rows),
  ].join("\n\n");
}

/** A struct or an enum of our contracts, with what its NatSpec says. */
export interface TypeDoc {
  readonly kind: "struct" | "enum";
  readonly notice: string;
  readonly members: readonly { readonly name: string; readonly type: string; readonly doc: string }[];
}

interface TypeNode {
  readonly nodeType: string;
  readonly name: string;
  readonly canonicalName: string;
  readonly documentation?: { readonly text: string } | null;
  readonly members: readonly {
    readonly name: string;
    readonly typeDescriptions?: { readonly typeString: string };
  }[];
  readonly nodes?: readonly TypeNode[];
}

/** Every struct and enum, by the name under which ABIs know it (`Terms`, `IOffers.Offer`). */
function readTypes(): Map<string, TypeDoc> {
  const { trees } = readBuild();
  return new Map(
    Object.values(trees).flatMap(({ ast }) => typesIn(ast.nodes as unknown as readonly TypeNode[])),
  );
}

const typesIn = (nodes: readonly TypeNode[]): [string, TypeDoc][] =>
  nodes.flatMap((node): [string, TypeDoc][] => {
    if (node.nodeType === "ContractDefinition") return typesIn(node.nodes ?? []);
    const kind = { StructDefinition: "struct", EnumDefinition: "enum" }[node.nodeType];
    return kind === undefined ? [] : [[node.canonicalName, describe(node, kind as TypeDoc["kind"])]];
  });

function describe({ documentation, members }: TypeNode, kind: TypeDoc["kind"]): TypeDoc {
  const tags = (documentation?.text ?? "").replace(/\s+/g, " ").split(/(?:^| )@(?=\w)/);
  const docs = new Map(
    tags
      .map((tag) => /^param (\w+) (.*)$/.exec(tag.trim()))
      .flatMap((match) => (match ? [[match[1]!, match[2]!]] : [])),
  );
  return {
    kind,
    notice:
      tags
        .find((tag) => tag.startsWith("notice "))
        ?.slice("notice ".length)
        .trim() ?? "",
    members: members.map(({ name, typeDescriptions }) => ({
      name,
      type: (typeDescriptions?.typeString ?? "")
        .replace(/(?:struct|enum|contract) /g, "")
        .replace(/ payable$/, ""),
      doc: docs.get(name) ?? "",
    })),
  };
}
