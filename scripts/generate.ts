/**
 * `npm run generate`: writes what is made from other sources, and removes from its folders what is not.
 *
 *   sdk/src/generated/<Contract>.ts                     TypeChain's types, e.g. `import type { JobMarket } from …`
 *   sdk/src/generated/factories/<Contract>__factory.ts  its ABI: `JobMarket__factory.connect(address, runner)`
 *   sdk/src/generated/deployments.ts                    the known networks, and where our contracts lie on them
 *   docs/errors/<area>.md, README.md                    the error catalogue, a page an area
 *   docs/reference/contracts/<Contract>.md, README.md   the contracts' NatSpec, a page a contract
 *   docs/architecture.md                                its tables of rooms; the rest is written by hand
 *   docs/reference/sdk/<area>.md, README.md             the SDK's TSDoc, a page an area
 *   docs/guides/sdk.md                                  the examples that it shows; the rest is written by hand
 *   docs/reference/http-api.md, openapi.json            the worker's HTTP API, from the declarations of its routes
 *   docs/erc7730/<kind>-<name>.json                     what wallets show before something is signed
 *
 * The types hold ABIs only, no bytecode. `--check` writes nothing and fails if something is not fresh.
 */
import { clearSigningFiles } from "./generate/clearSigningFiles.ts";
import { contractPages } from "./generate/contractPages.ts";
import { contractTypes } from "./generate/contractTypes.ts";
import { deploymentTable } from "./generate/deploymentTable.ts";
import { errorPages } from "./generate/errorPages.ts";
import { architecturePage, exampleBlocks } from "./generate/filledPages.ts";
import { staleFiles, writeFiles, type Files } from "./generate/folder.ts";
import { httpApi } from "./generate/httpApi.ts";
import { sdkReference } from "./generate/sdkReference.ts";

const sets: readonly { folder: string; files: Files; amongOthers?: boolean }[] = [
  { folder: "sdk/src/generated", files: new Map([...(await contractTypes()), ...(await deploymentTable())]) },
  { folder: "docs/errors", files: await errorPages() },
  { folder: "docs/reference/contracts", files: await contractPages() },
  { folder: "docs/reference", files: await httpApi(), amongOthers: true },
  { folder: "docs/reference/sdk", files: await sdkReference() },
  { folder: "docs/guides", files: await exampleBlocks(), amongOthers: true },
  { folder: "docs", files: await architecturePage(), amongOthers: true },
  { folder: "docs/erc7730", files: await clearSigningFiles() },
];

if (process.argv.includes("--check")) {
  const stale = sets.flatMap(({ folder, files, amongOthers }) => staleFiles(folder, files, amongOthers));
  if (stale.length > 0) {
    console.error(`Not fresh: ${stale.join(", ")}\nRun: npm run generate`);
    process.exitCode = 1;
  }
} else {
  for (const { folder, files, amongOthers } of sets) writeFiles(folder, files, amongOthers);
}
