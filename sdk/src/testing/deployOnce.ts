import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deployLocal, type MarketParameters } from "../../../deploy/deployPosthuman.ts";
import type { Addresses } from "../base/Addresses.ts";
import { toJson } from "../base/json.ts";
import type { Chain } from "./startChain.ts";

/** What a chain was after the deployment. */
interface Saved {
  readonly addresses: Addresses;
  /** As anvil gives and takes it: accounts, blocks and transactions. */
  readonly state: string;
}

/**
 * Deploys everything to a new chain. Within one run of the tests, whose folder the variable POSTHUMAN_TEST_RUN names,
 * only the first chain with these parameters has it deployed; the others begin with what that one was then.
 */
export async function deployOnce(
  { url, provider }: Chain,
  parameters: MarketParameters,
  chainId: number,
): Promise<Addresses> {
  const folder = process.env["POSTHUMAN_TEST_RUN"];
  const deploy = () => deployLocal({ rpcUrl: url, parameters });
  if (folder === undefined) return deploy();
  const which = toJson([chainId, parameters]);
  const file = join(folder, `${createHash("sha256").update(which).digest("hex")}.json`);
  const saved = await readFile(file, "utf8").catch(() => undefined);
  if (saved !== undefined) {
    const { addresses, state } = JSON.parse(saved) as Saved;
    await provider.send("anvil_loadState", [state]);
    return addresses;
  }
  const addresses = await deploy();
  const state = (await provider.send("anvil_dumpState", [])) as string;
  // Tests in other processes look for the file meanwhile: it comes into being whole.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify({ addresses, state } satisfies Saved));
  await rename(unfinished, file);
  return addresses;
}
