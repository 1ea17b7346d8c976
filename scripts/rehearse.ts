/**
 * `npm run rehearse`: a chain on this machine that looks like Sepolia before our contracts are on it. Says how to deploy
 * to it, and runs until Ctrl-C.
 */
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildContracts } from "./contracts/buildContracts.ts";
import { startRehearsal } from "./stack/startPracticeChain.ts";

const folder = await mkdtemp(join(tmpdir(), "posthuman-rehearsal-"));
buildContracts();
const rehearsal = await startRehearsal(folder);
const file = join(folder, "environment");
const variables = {
  SEPOLIA_RPC_URL: rehearsal.chain.url,
  SEPOLIA_PRIVATE_KEY: rehearsal.deployer.privateKey,
  POSTHUMAN_DEPLOYMENTS: join(folder, "deployments"),
};
const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`);
await writeFile(file, exports.join(""));
await chmod(file, 0o600);
const options = `--network sepolia --ocean ${rehearsal.oceanFile} --deployments ${variables.POSTHUMAN_DEPLOYMENTS}`;
process.stdout
  .write(`A chain with Sepolia's id and Ocean's contracts runs at ${rehearsal.chain.url}. In another terminal:

  . ${file}
  npm run deploy -- ${options}
  npm run smoke -- ${options}
  npm run posthuman -- model list --network sepolia

Ctrl-C ends it and removes ${folder}.
`);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
await rehearsal[Symbol.asyncDispose]();
await rm(folder, { recursive: true, force: true });
