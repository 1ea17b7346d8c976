import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { codeOfCustomError } from "../../sdk/src/client/decodeContractError.ts";
import { buildContracts } from "../contracts/buildContracts.ts";
import { contractFiles, readCompiled, type Compiled } from "../contracts/readCompiled.ts";
import { errorAreas } from "./errorPages.ts";
import { escapeProse } from "./escapeProse.ts";
import type { Files } from "./folder.ts";
import { readTypes } from "./readTypes.ts";
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
  const options = { ...(await resolveConfig(resolve("docs/README.md"))), parser: "markdown" };
  return new Map(
    await Promise.all(all.map(async ([path, text]) => [path, await format(text, options)] as const)),
  );
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
    return `| [${contract.name}](${contract.name}.md) | ${escapeProse(title)} | ${escapeProse(first)} |`;
  });
  return [
    "# Contracts",
    "<!-- Made from the NatSpec of contracts/ by `npm run generate`; edit there. -->",
    ["| contract | is | |", "| --- | --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
}
