import { readBuild } from "../contracts/readBuild.ts";

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
export function readTypes(): Map<string, TypeDoc> {
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
