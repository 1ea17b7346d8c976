import { id } from "ethers";
import { expect, test } from "vitest";
import { callsRoot, callsTree, type SessionCall } from "./calls.ts";

function someCalls(count: number): SessionCall[] {
  return Array.from({ length: count }, (_, i) => ({
    n: 3 * i + 1,
    id: `cmpl-${i}`,
    requestHash: id(`asked ${i}`),
    responseHash: id(`said ${i}`),
    promptTokens: i,
    completionTokens: 2 ** 40,
  }));
}

test.each([1, 2, 3, 8, 301])("the root of %i calls is that of their tree", async (count) => {
  const calls = someCalls(count);
  expect(await callsRoot(calls)).toBe(callsTree(calls).root);
});
