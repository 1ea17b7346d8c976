import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runTypeChain } from "typechain";
import { buildContracts } from "../contracts/buildContracts.ts";
import { type Files, listFiles } from "./folder.ts";

const ocean = "node_modules/@oceanprotocol/contracts/artifacts/contracts";
const openzeppelin = "node_modules/@openzeppelin/contracts/build/contracts";

/** The artifacts whose ABI the SDK uses. */
const artifacts = [
  ...["Checkout", "JobMarket", "LineageVault", "ModelRegistry", "Offers", "PoolDesk", "WorkerRegistry"].map(
    (name) => `artifacts/contracts/${name}.sol/${name}.json`,
  ),
  `${ocean}/ERC721Factory.sol/ERC721Factory.json`,
  `${ocean}/pools/balancer/BPool.sol/BPool.json`,
  `${ocean}/pools/dispenser/Dispenser.sol/Dispenser.json`,
  `${ocean}/pools/fixedRate/FixedRateExchange.sol/FixedRateExchange.json`,
  `${ocean}/templates/ERC20Template.sol/ERC20Template.json`,
  `${ocean}/templates/ERC721Template.sol/ERC721Template.json`,
  `${openzeppelin}/ERC20Permit.json`,
];

/** Compiles the contracts and makes TypeChain's types of them, as files of `sdk/src/generated`. */
export async function contractTypes(): Promise<Files> {
  buildContracts();
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  try {
    return await typesOf(artifacts, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function typesOf(paths: string[], folder: string): Promise<Files> {
  const abis = paths.map((path) => {
    const { abi } = JSON.parse(readFileSync(path, "utf8")) as { abi: unknown };
    const file = join(folder, basename(path));
    writeFileSync(file, JSON.stringify(abi));
    return file;
  });
  const outDir = join(folder, "out");
  mkdirSync(outDir);
  const flags = {
    alwaysGenerateOverloads: false,
    discriminateTypes: false,
    node16Modules: true,
    environment: undefined,
  };
  await runTypeChain({
    cwd: folder,
    target: "ethers-v6",
    outDir,
    filesToProcess: abis,
    allFiles: abis,
    flags,
  });
  const kept = listFiles(outDir).filter((path) => basename(path) !== "index.ts");
  return new Map(kept.map((path) => [path, toNative(readFileSync(join(outDir, path), "utf8"))]));
}

/** Relative imports name the `.ts` file itself, as Node needs it when it runs TypeScript. */
function toNative(source: string): string {
  return source.replace(/(from\s+"\.[^"]*?)(?:\.js)?"/g, '$1.ts"');
}
