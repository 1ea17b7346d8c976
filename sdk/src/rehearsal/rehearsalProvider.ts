import { TransactionReceipt, ZeroAddress, ZeroHash, type Provider, type TransactionRequest } from "ethers";
import type { Stage } from "./Stage.ts";

/** A provider that reads the stage: calls see what was rehearsed before, and rehearsed transactions have receipts. */
export function rehearsalProvider(provider: Provider, stage: Stage): Provider {
  const changed: Partial<Provider> = {
    call: (call: TransactionRequest) => stage.call(call),
    estimateGas: (call: TransactionRequest) => stage.gasOf(call),
    getTransactionReceipt: (hash: string) => Promise.resolve(receiptOf(stage, Number(hash), staged)),
  };
  const staged = new Proxy(provider, {
    get(target, property) {
      const own: unknown = Reflect.get(changed, property);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return staged;
}

/** The receipt of the rehearsed transaction with this number, counted from 1. */
function receiptOf(stage: Stage, number: number, provider: Provider): TransactionReceipt {
  const { to, gas } = stage.transactions[number - 1]!;
  const hash = hashOf(number);
  const place = { transactionHash: hash, blockHash: ZeroHash, blockNumber: 0, transactionIndex: 0 };
  const logs = stage.logs[number - 1]!.map((log, index) => ({ ...log, ...place, index, removed: false }));
  const receipt = {
    ...{ to, from: ZeroAddress, contractAddress: null, hash, index: 0, blockHash: ZeroHash, blockNumber: 0 },
    ...{
      logsBloom: "0x",
      gasUsed: gas,
      cumulativeGasUsed: gas,
      gasPrice: 0n,
      type: 2,
      status: 1,
      root: null,
    },
    logs,
  };
  return new TransactionReceipt(receipt, provider);
}

/** A hash that no transaction has, and that tells which rehearsed one is meant. */
export function hashOf(number: number): string {
  return `0x${number.toString(16).padStart(64, "0")}`;
}
