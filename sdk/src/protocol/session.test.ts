import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { describe, expect, test } from "vitest";
import { createManifest } from "../jobs/createManifest.ts";
import { joinChunks, requestHashOf, responseHashOf } from "./answers.ts";
import { callsTree } from "./calls.ts";
import { canonicalJson } from "./json.ts";
import { taskOfArchitecture } from "./tasks.ts";

const model = "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e";
const session = { tokens: 1_000, seconds: 3_600 };
const usage = { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 };
const sha256 = (text: string | Uint8Array) => `0x${createHash("sha256").update(text).digest("hex")}`;

describe("the manifest of a session", () => {
  test("says its budget, its time and its rule", () => {
    const { manifest } = createManifest({ kind: "infer", model, session });
    expect(manifest.session).toEqual({ ...session, fee: "used" });
    expect(createManifest({ kind: "infer", model }).manifest).not.toHaveProperty("session");
  });

  test.each([
    ["another kind", { kind: "evaluate", datasets: [{ name: "a", sha256: "ab".repeat(32), size: 1 }] }],
    ["a dataset", { datasets: [{ name: "a", sha256: "ab".repeat(32), size: 1 }] }],
    ["a prompt", { parameters: { prompt: "Once" } }],
    ["no budget", { session: { ...session, tokens: 0 } }],
    ["no whole time", { session: { ...session, seconds: 1.5 } }],
  ])("is refused with %s", (_, changes) => {
    const parameters = { kind: "infer", model, session, ...changes } as const;
    expect(() => createManifest(parameters as never)).toThrow(
      expect.objectContaining({
        code: "MANIFEST_INVALID",
        message: expect.stringMatching(/session/) as unknown,
      }),
    );
  });
});

test("a calls tree proves each call and its tokens", () => {
  const call = (n: number) => ({
    n,
    id: `cmpl-12345678-${n}`,
    promptTokens: n,
    completionTokens: 10,
    requestHash: sha256(`ask ${n}`),
    responseHash: sha256(`answer ${n}`),
  });
  const tree = callsTree([call(1), call(2), call(5)]);
  const leaf = [5, sha256("ask 5"), sha256("answer 5"), 15];
  const encoding = ["uint256", "bytes32", "bytes32", "uint256"];
  expect(StandardMerkleTree.verify(tree.root, encoding, leaf, tree.getProof(2))).toBe(true);
  expect(StandardMerkleTree.verify(tree.root, encoding, leaf.with(3, 16), tree.getProof(2))).toBe(false);
});

test("a request's hash is that of its body", () => {
  expect(requestHashOf({ b: 1, a: "x" })).toBe(sha256('{"a":"x","b":1}'));
  expect(requestHashOf(Uint8Array.of(0xff, 0xd8))).toBe(sha256(Uint8Array.of(0xff, 0xd8)));
  const { buffer } = Uint8Array.of(0, 0xff, 0xd8);
  for (const same of [
    new DataView(buffer, 1),
    buffer.slice(1),
    runInNewContext("Uint8Array.of(0xff, 0xd8)"),
  ]) {
    expect(requestHashOf(same)).toBe(sha256(Uint8Array.of(0xff, 0xd8)));
  }
  expect(() => requestHashOf({ prompt: "\ud800" })).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID" }),
  );
});

describe("an answer's hash", () => {
  const id = "cmpl-12345678-1";
  const choices = [{ index: 0, text: "upon a time", finish_reason: "length" }];

  test("is that of a text's essence, however it came", () => {
    const expected = sha256(canonicalJson({ id, choices, usage }));
    expect(responseHashOf({ id, object: "text_completion", created: 1, choices, usage })).toBe(expected);
    const message = { role: "assistant", content: "upon a time" };
    const chat = { id, choices: [{ index: 0, message, finish_reason: "length" }], usage };
    expect(responseHashOf(chat)).toBe(expected);
    const chunks = [
      { id, choices: [{ index: 0, delta: { content: "upon " }, finish_reason: null }] },
      { id, choices: [{ index: 0, delta: { content: "a time" }, finish_reason: null }] },
      { id, choices: [{ index: 0, delta: {}, finish_reason: "length" }] },
      { id, choices: [], usage },
    ];
    expect(responseHashOf(joinChunks(chunks))).toBe(expected);
  });

  test("is that of several texts in the order of their index", () => {
    const two = [...choices, { index: 1, text: "more", finish_reason: "stop" }];
    expect(responseHashOf({ id, choices: two.toReversed(), usage })).toBe(
      responseHashOf({ id, choices: two, usage }),
    );
  });

  test("is that of the whole for anything else", () => {
    const answer = [[{ score: 0.5, label: "good" }]];
    expect(responseHashOf(answer)).toBe(sha256('[[{"label":"good","score":0.5}]]'));
    expect(responseHashOf({ data: [], usage })).toBe(sha256(canonicalJson({ data: [], usage })));
  });
});

test.each([
  ["GPT2LMHeadModel", "causal-lm"],
  ["LlamaForCausalLM", "causal-lm"],
  ["BertForMaskedLM", "masked-lm"],
  ["T5ForConditionalGeneration", "seq2seq"],
  ["WhisperForConditionalGeneration", "speech-recognition"],
  ["DistilBertForSequenceClassification", "text-classification"],
  ["BertForTokenClassification", "token-classification"],
  ["BertForQuestionAnswering", "question-answering"],
  ["BertForMultipleChoice", "multiple-choice"],
  ["ViTForImageClassification", "image-classification"],
  ["BertModel", "sentence-embedding"],
  ["SomethingElse", undefined],
])("%s is made for %s", (architecture, task) => {
  expect(taskOfArchitecture(architecture)).toBe(task);
});
