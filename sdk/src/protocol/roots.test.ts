import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { keccak256, toUtf8Bytes } from "ethers";
import { expect, test } from "vitest";
import { keccakOfJson } from "./json.ts";
import { checkReceipt, traceTree, weightsRootOf } from "./receipt.ts";

const registry = "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e";
const custodian = "0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE";
const files = [
  { path: "model.safetensors", sha256: "11".repeat(32), size: 8_000_000 },
  { path: "config.json", sha256: "22".repeat(32), size: 700 },
];

test("a weights root commits to chain, registry, custodian and files, in one order", () => {
  const root = weightsRootOf({ chainId: 31337n, registry, custodian, files });
  const json =
    `{"chainId":31337,"custodian":"${custodian}","files":[` +
    `{"path":"config.json","sha256":"${"22".repeat(32)}","size":700},` +
    `{"path":"model.safetensors","sha256":"${"11".repeat(32)}","size":8000000}],"registry":"${registry}"}`;
  expect(root).toBe(keccak256(toUtf8Bytes(json)));
  const same = { chainId: 31337n, registry: registry.toLowerCase(), custodian, files: files.toReversed() };
  expect(weightsRootOf(same)).toBe(root);
  expect(weightsRootOf({ ...same, chainId: 1n })).not.toBe(root);
  expect(weightsRootOf({ ...same, custodian: registry })).not.toBe(root);
});

test("a trace tree proves each checkpoint and its place", () => {
  const lines = [0, 50, 100].map((step, index) => ({ index, step, weights: `${index}`.repeat(64) }));
  const tree = traceTree(lines);
  const leaf = keccakOfJson(lines[1]);
  expect(StandardMerkleTree.verify(tree.root, ["uint256", "bytes32"], [1, leaf], tree.getProof(1))).toBe(
    true,
  );
  expect(StandardMerkleTree.verify(tree.root, ["uint256", "bytes32"], [2, leaf], tree.getProof(1))).toBe(
    false,
  );
  expect(traceTree(lines.toReversed()).root).not.toBe(tree.root);
});

test("a receipt is checked field by field", () => {
  const receipt = {
    version: 1,
    job: `0x${"ab".repeat(32)}`,
    kind: "infer",
    task: "causal-lm",
    manifestHash: `0x${"cd".repeat(32)}`,
    files,
    metrics: { tokens: 3 },
    environment: { threads: 2 },
  };
  expect(checkReceipt(receipt)).toEqual(receipt);
  const deep: unknown = JSON.parse("[".repeat(2_000) + "]".repeat(2_000));
  for (const wrong of [
    null,
    { ...receipt, job: "0x1" },
    { ...receipt, extra: 1 },
    { ...receipt, files: "" },
    { ...receipt, metrics: { deep } },
  ]) {
    expect(() => checkReceipt(wrong)).toThrow(expect.objectContaining({ code: "RECEIPT_INVALID" }));
  }
});
