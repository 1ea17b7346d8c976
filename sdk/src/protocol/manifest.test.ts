import { keccak256, toUtf8Bytes } from "ethers";
import { describe, expect, test } from "vitest";
import { createManifest } from "../jobs/createManifest.ts";
import { canonicalJson, keccakOfJson } from "./json.ts";
import { parseManifest } from "./manifest.ts";

const model = "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e";
const corpus = { name: "corpus.txt", sha256: "ab".repeat(32), size: 12 };
const valid = { kind: "train", model, datasets: [corpus], parameters: { max_steps: 3 } } as const;

describe("a manifest", () => {
  test("is read back from its bytes", () => {
    const { manifest, bytes, hash } = createManifest(valid);
    expect(parseManifest(bytes)).toEqual(manifest);
    expect(hash).toBe(keccak256(bytes));
    expect(hash).toBe(keccakOfJson(manifest));
  });

  test("is the same for the same job, however it is written", () => {
    const other = createManifest({
      datasets: [{ size: 12, sha256: `0x${"AB".repeat(32)}`, name: "corpus.txt" }],
      seed: 42,
      parameters: { max_steps: 3.0 },
      model: model.toLowerCase(),
      kind: "train",
    });
    expect(other.hash).toBe(createManifest(valid).hash);
  });

  test.each([
    ["no dataset for a training", { datasets: [] }, /datasets: must name at least one/],
    ["the same dataset twice", { datasets: [corpus, corpus] }, /twice/],
    ["a name that leads out", { datasets: [{ ...corpus, name: "../x" }] }, /plain file name/],
    ["a hidden name", { datasets: [{ ...corpus, name: ".x" }] }, /plain file name/],
    ["a hash that is none", { datasets: [{ ...corpus, sha256: "xyz" }] }, /64 lower-case/],
    ["a broken size", { datasets: [{ ...corpus, size: 1.5 }] }, /size/],
    ["an infinite parameter", { parameters: { learning_rate: Infinity } }, /parameters/],
    ["a negative seed", { seed: -1 }, /seed/],
    ["an unknown kind", { kind: "destroy" as "train" }, /kind/],
  ])("is refused with %s", (_, changes, problem) => {
    expect(() => createManifest({ ...valid, ...changes })).toThrow(
      expect.objectContaining({
        code: "MANIFEST_INVALID",
        message: expect.stringMatching(problem) as unknown,
      }),
    );
  });

  test("names an algorithm of one's own, which cannot train", () => {
    const own = { sha256: `0x${"CD".repeat(32)}`, entrypoint: "python3 $ALGO", asset: model.toLowerCase() };
    const { manifest } = createManifest({ ...valid, kind: "evaluate", algorithm: own });
    expect(manifest.algorithm).toEqual({ ...own, sha256: "cd".repeat(32), asset: model });
    expect(() => createManifest({ ...valid, algorithm: own })).toThrow(
      expect.objectContaining({ code: "ALGORITHM_CANNOT_TRAIN" }),
    );
    const session = { tokens: 100, seconds: 60 };
    expect(() => createManifest({ kind: "infer", model, algorithm: own, session })).toThrow(/own engine/);
    for (const wrong of [
      { ...own, image: "python" },
      { ...own, image: "python:3.11@sha256:12" },
      { ...own, entrypoint: "python3 $ALGO\nrm" },
      { ...own, sha256: "cd" },
    ]) {
      expect(() => createManifest({ ...valid, kind: "infer", algorithm: wrong })).toThrow(
        expect.objectContaining({ code: "MANIFEST_INVALID" }),
      );
    }
  });

  test("is refused with an unknown task or an address that is none", () => {
    expect(() => createManifest({ ...valid, task: "cooking" })).toThrow(
      expect.objectContaining({ code: "TASK_UNKNOWN", fix: expect.stringContaining("causal-lm") as unknown }),
    );
    expect(() => createManifest({ ...valid, model: "0x12" })).toThrow(
      expect.objectContaining({ code: "ADDRESS_INVALID" }),
    );
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["white space", JSON.stringify(createManifest(valid).manifest, null, 2)],
    ["unknown fields", canonicalJson({ ...createManifest(valid).manifest, extra: 1 })],
  ])("cannot be read from bytes with %s", (_, text) => {
    expect(() => parseManifest(toUtf8Bytes(text))).toThrow(
      expect.objectContaining({ code: "MANIFEST_INVALID" }),
    );
  });

  test.each([127, 2_000, 100_000])("cannot be read from bytes with %i nested lists", (levels) => {
    const text = canonicalJson({ ...createManifest(valid).manifest, parameters: { x: "deep" } });
    const nested = text.replace('"deep"', "[".repeat(levels) + "]".repeat(levels));
    expect(() => parseManifest(toUtf8Bytes(nested))).toThrow(
      expect.objectContaining({
        code: "MANIFEST_INVALID",
        message: expect.stringContaining("must not be nested deeper than 128 levels") as unknown,
      }),
    );
  });

  test("may hold as many levels as anybody needs", () => {
    const parameters = { x: JSON.parse("[".repeat(126) + "]".repeat(126)) as never };
    const { manifest, bytes } = createManifest({ ...valid, parameters });
    expect(parseManifest(bytes)).toEqual(manifest);
  });

  test("cannot be read from bytes that are no UTF-8", () => {
    expect(() => parseManifest(Uint8Array.of(0xff, 0xfe))).toThrow(
      expect.objectContaining({ code: "MANIFEST_INVALID" }),
    );
  });
});

test("canonical JSON follows RFC 8785", () => {
  // The RFC's own example, §3.2.2.
  const value = {
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  for (const wrong of [undefined, { x: NaN }, { x: Infinity }, "\ud800", { x: 1n }]) {
    expect(() => canonicalJson(wrong)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
  }
});
