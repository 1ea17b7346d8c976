import { expect, test } from "vitest";
import { EMITTER, word } from "../testing/contracts.ts";
import { readLogs } from "./readLogs.ts";

/** A node that answers with one log, which it places as told. The real node's answers are in the follower's tests. */
function node(log: { blockNumber: number; blockHash: string }, lastHash = () => "0xb5") {
  const header = (number: number) => ({
    hash: number === 5 ? lastHash() : `0xb${number}`,
    parentHash: `0xb${number - 1}`,
  });
  return {
    call<T>(method: string, [first]: readonly unknown[]): Promise<T> {
      if (method === "eth_getBlockByNumber") return Promise.resolve(header(Number(first)) as T);
      const rest = {
        address: EMITTER,
        topics: [word(1)],
        data: "0x",
        transactionHash: "0xt",
        logIndex: "0x0",
      };
      const placed = { ...rest, blockNumber: `0x${log.blockNumber}`, blockHash: log.blockHash };
      return Promise.resolve([placed] as T);
    },
  };
}

test("takes logs whose blocks are those of the headers", async () => {
  const { first, last, logs } = await readLogs(node({ blockNumber: 4, blockHash: "0xb4" }), [EMITTER], 3, 5);
  expect([first.hash, last.hash, logs.length]).toEqual(["0xb3", "0xb5", 1]);
});

test.each([
  ["of another branch's block", { blockNumber: 4, blockHash: "0xc4" }],
  ["of a block that was not asked for", { blockNumber: 6, blockHash: "0xb6" }],
])("refuses a log %s", async (_, log) => {
  await expect(readLogs(node(log), [EMITTER], 3, 5)).rejects.toMatchObject({ code: "RPC_INCONSISTENT" });
});

test("refuses logs during which the range's end was replaced", async () => {
  const hashes = ["0xb5", "0xc5"];
  const reading = readLogs(
    node({ blockNumber: 4, blockHash: "0xb4" }, () => hashes.shift() ?? ""),
    [EMITTER],
    3,
    5,
  );
  await expect(reading).rejects.toMatchObject({ code: "RPC_INCONSISTENT" });
});
