import { id, toBeHex, zeroPadValue } from "ethers";
import type { Rpc } from "../chain/rpc.ts";

/** Where the test contracts lie. */
export const EMITTER = "0x00000000000000000000000000000000000e1117";
export const ONCE = "0x0000000000000000000000000000000000000ace";

/** Logs its calldata, with the first word as the topic: as often as it is called. */
const emitterCode = "0x365f5f375f35365fa100";

/** Takes each first word of calldata once; reverts with `JobMarket_IncompleteTerms()` afterwards. */
const onceCode = `0x5f3554600c5760015f3555005b63${id("JobMarket_IncompleteTerms()").slice(2, 10)}60e01b5f5260045ffd`;

/** Puts both contracts onto a fresh anvil. */
export async function placeContracts(rpc: Rpc): Promise<void> {
  await rpc.call("anvil_setCode", [EMITTER, emitterCode]);
  await rpc.call("anvil_setCode", [ONCE, onceCode]);
}

/** Calldata that makes a number the first word. */
export function word(value: number): string {
  return zeroPadValue(toBeHex(value), 32);
}

/** How often the emitter logged a number. */
export async function timesEmitted(rpc: Rpc, value: number): Promise<number> {
  const filter = { address: EMITTER, topics: [word(value)], fromBlock: "0x0" };
  return (await rpc.call<unknown[]>("eth_getLogs", [filter])).length;
}
