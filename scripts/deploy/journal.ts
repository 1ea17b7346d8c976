import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { status, trackTransaction, wipe } from "@nomicfoundation/ignition-core";
import { PosthumanError } from "@posthuman/sdk";
import type { JsonRpcProvider } from "ethers";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import { nodeProvider, type SignedTransaction } from "../../deploy/signingProvider.ts";

/** What Ignition's journal and ours say of a deployment that began. */
interface DeploymentJournal {
  /** Addresses of the contracts that are there, by the ids of Ignition's futures. */
  readonly deployed: Readonly<Record<string, string>>;
  /** Ids of the futures that are done or under way. */
  readonly known: ReadonlySet<string>;
}

interface Line {
  readonly type: string;
  readonly futureId?: string;
  readonly nonce?: number;
}

const ours = (folder: string) => join(folder, "signed.jsonl");
const ignitions = (folder: string) => join(folder, "journal.jsonl");

/** Writes a signed transaction down before it is sent, so that it is not lost with the process. */
export function noteSigned(folder: string, transaction: SignedTransaction): void {
  appendFileSync(ours(folder), `${JSON.stringify(transaction)}\n`, { flush: true });
}

/**
 * Brings the journal of an interrupted deployment in order, so that Ignition can go on from it: a line that was cut
 * short goes; a transaction that was signed and maybe sent, of which Ignition had not yet learned the hash, is sent
 * again and followed; what failed is forgotten and will be tried anew.
 */
export async function repairJournal(
  folder: string,
  rpc: JsonRpcProvider,
  confirmations: number,
): Promise<DeploymentJournal> {
  if (!existsSync(ignitions(folder))) return { deployed: {}, known: new Set() };
  const lines = readLines(ignitions(folder));
  for (const [future, nonce] of unsent(lines)) {
    const signed = readLines(ours(folder)) as unknown as SignedTransaction[];
    const transaction = signed.findLast((one) => one.nonce === nonce);
    if (!transaction) {
      // It was not even signed. And if it was, elsewhere: CreateX makes no contract twice.
      await wipe(folder, ourArtifacts, future);
      continue;
    }
    // If the chain knows it already it says so, and it is followed all the same.
    await rpc.send("eth_sendRawTransaction", [transaction.raw]).catch(() => undefined);
    await trackTransaction(folder, transaction.hash, nodeProvider(rpc), confirmations);
  }
  const before = await status(folder);
  for (const id of [...before.failed, ...before.timedOut].map(({ futureId }) => futureId)) {
    await wipe(folder, ourArtifacts, id);
  }
  const { successful, started, held, contracts } = await status(folder);
  const underWay = [...started, ...held.map(({ futureId }) => futureId)];
  const deployed = Object.entries(contracts).map(([id, { address }]) => [id, address]);
  return {
    deployed: Object.fromEntries(deployed) as DeploymentJournal["deployed"],
    known: new Set([...successful, ...underWay]),
  };
}

/** Nonces of transactions that were about to be sent when the process ended, by the ids of Ignition's futures. */
function unsent(lines: readonly Line[]): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  for (const { type, futureId = "", nonce } of lines) {
    if (type === "TRANSACTION_PREPARE_SEND" && nonce !== undefined) open.set(futureId, nonce);
    if (type === "TRANSACTION_SEND" || type === "WIPE_APPLY") open.delete(futureId);
  }
  return open;
}

/** The lines of a journal; one that was being written when the power went is cut off. */
function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const end = text.trimEnd();
  const last = end.lastIndexOf("\n") + 1;
  const whole = isJson(end.slice(last)) ? end : end.slice(0, last);
  if (whole !== end) truncateSync(file, Buffer.byteLength(whole));
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A folder that only this process writes to. */
interface LockedFolder extends Disposable {
  readonly folder: string;
}

/**
 * Keeps a folder for this process until the result is disposed of. The lock of a process that was killed counts for
 * nothing.
 *
 * @throws PosthumanError `DEPLOYMENT_RUNNING` if another process has it.
 */
export function lockFolder(folder: string, network: string): LockedFolder {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "lock");
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (cause) {
    const owner = Number(readFileSync(file, "utf8"));
    if (isRunning(owner)) {
      throw new PosthumanError("DEPLOYMENT_RUNNING", { network, process: owner }, { cause });
    }
    writeFileSync(file, String(process.pid));
  }
  return { folder, [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function isRunning(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
