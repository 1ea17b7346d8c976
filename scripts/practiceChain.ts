/**
 * `npm run practice-chain`: a chain on this machine that looks like Sepolia before our contracts are on it. Says how to deploy
 * to it, and runs until Ctrl-C.
 */
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildContracts } from "./contracts/buildContracts.ts";
import { startPracticeChain } from "./stack/startPracticeChain.ts";

const folder = await mkdtemp(join(tmpdir(), "posthuman-practice-"));
buildContracts();
const practice = await startPracticeChain(folder);
const file = join(folder, "environment");
const variables = {
  SEPOLIA_RPC_URL: practice.chain.url,
  SEPOLIA_PRIVATE_KEY: practice.deployer.privateKey,
  POSTHUMAN_DEPLOYMENTS: join(folder, "deployments"),
};
const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`);
await writeFile(file, exports.join(""));
await chmod(file, 0o600);
const options = `--network sepolia --ocean ${practice.oceanFile} --deployments ${variables.POSTHUMAN_DEPLOYMENTS}`;
process.stdout
  .write(`A chain with Sepolia's id and Ocean's contracts runs at ${practice.chain.url}. In another terminal:

  . ${file}
  npm run deploy -- ${options}
  npm run smoke -- ${options}
  npm run posthuman -- model list --network sepolia

Ctrl-C ends it and removes ${folder}.
`);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
await practice[Symbol.asyncDispose]();
await rm(folder, { recursive: true, force: true });
