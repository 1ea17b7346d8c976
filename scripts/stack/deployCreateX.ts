import type { Chain } from "@posthuman/sdk/testing/startChain";
import { Transaction } from "ethers";

/**
 * Puts CreateX onto a chain, as it came onto every public one: by a transaction that was signed in advance. Ignition
 * carries it, but sends it only on chain 31337.
 */
export async function deployCreateX({ provider, fund }: Chain): Promise<void> {
  const file = "internal/execution/strategy/createx-artifact.js";
  const ignition = import.meta.resolve("@nomicfoundation/ignition-core");
  const { presignedTx } = (await import(new URL(file, ignition).href)) as { presignedTx: string };
  const sender = Transaction.from(presignedTx).from!;
  await fund(sender);
  await (await provider.broadcastTransaction(presignedTx)).wait();
}
