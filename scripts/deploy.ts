/**
 * `npm run deploy -- --network sepolia`: deploys our contracts beside Ocean's on a public network, at addresses that
 * depend on nothing but code and parameters. Interrupted, it goes on where it stopped when it is run again.
 */
import { writeFile } from "node:fs/promises";
import { print, reportError } from "@posthuman/cli/terminal";
import { formatEther } from "ethers";
import { deployMarket } from "./deploy/deployMarket.ts";
import { readDeployOptions } from "./deploy/options.ts";
import { verifyDeployment } from "./deploy/verifyDeployment.ts";

const options = readDeployOptions();
const say = (line: string) => void process.stderr.write(options.json ? "" : `${line}\n`);

try {
  if (!options.verify) await deployAndShow();
  const verified = await verifyDeployment(options, say);
  if (options.verify) print(verified, "The code on chain is that of this build.", options.json);
} catch (error) {
  process.exitCode = reportError(error, { json: options.json, restarts: false });
}

async function deployAndShow(): Promise<void> {
  const { file, deployment, account, transactions, cost } = await deployMarket(options, say);
  if (options.deployments === undefined) await writeTable();
  const gas = transactions.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  const lines = [
    ...Object.entries(deployment.posthuman).map(([name, address]) => `${name.padEnd(15)} ${address}`),
    "",
    transactions.length === 0
      ? "Everything was there already; nothing was sent."
      : `${transactions.length} transactions, ${gas} gas, ${formatEther(cost)} of the chain's coin.`,
    `Written to ${file}`,
  ];
  print({ ...deployment, file, account, transactions, gas, cost }, lines.join("\n"), options.json);
}

/** The SDK finds the new deployment in its table at once. */
async function writeTable(): Promise<void> {
  const { deploymentTable } = await import("./generate/deploymentTable.ts");
  const folder = new URL("../sdk/src/generated/", import.meta.url);
  for (const [path, text] of await deploymentTable()) await writeFile(new URL(path, folder), text);
}
