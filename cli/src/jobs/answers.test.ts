import { PosthumanError } from "@posthuman/sdk";
import { describe, expect, test } from "vitest";
import { describeMetrics } from "./showEvents.ts";
import { refusedBy } from "./showJob.ts";
import { alignedTables } from "../terminal/table.ts";
import { answerText } from "./answerText.ts";

const answer = (output: unknown) => ({ prompt: "asked", text: "as text", output });

describe("an answer is shown as its task has it", () => {
  test.each<[string, unknown, string]>([
    [
      "labels",
      [
        { label: "good", score: 0.98571 },
        { label: "bad", score: 0.01429 },
      ],
      "label  score\ngood   0.9857\nbad    0.01429",
    ],
    ["entities", [{ entity_group: "PER", score: 1, word: "anna" }], "word  label  score\nanna  PER    1"],
    ["endings", [{ label: 1, ending: "a\nb", score: 0.5 }], "ending  score\na b     0.5"],
    [
      "a mask",
      [{ token_str: "in", score: 0.5, sequence: "in rome" }],
      "word  score  text\nin    0.5    in rome",
    ],
    [
      "an answer",
      { score: 9.4238, start: 16, end: 20, answer: "oslo" },
      "oslo  (characters 16 to 20, score 9.424)",
    ],
    ["no answer", { score: 1, start: 0, end: 0, answer: "" }, "no answer in the text  (score 1)"],
    ["a vector", [0.1, 0.2], "as text"],
    ["what was written", [{ generated_text: "as text" }], "as text"],
    ["nothing else", undefined, "as text"],
    ["what no algorithm writes", [null, 3, { label: 1 }], "as text"],
  ])("%s", (_, output, shown) => expect(answerText(answer(output))).toBe(shown));

  test("several in a table, texts as they are", () => {
    const outputs = [answer([{ label: "good", score: 1 }]), answer([])];
    expect(answerText({ outputs })).toBe("input  answer\nasked  as text\nasked  as text");
    expect(
      answerText({
        outputs: [
          { prompt: "a", text: "one" },
          { prompt: "b", text: "two" },
        ],
      }),
    ).toBe("one\ntwo");
    const labels = Array.from({ length: 12 }, (_, label) => ({ label, score: 0 }));
    expect(answerText(answer(labels))).toMatch(/\n9 {6}0\n… and 2 more/);
  });
});

test("a refusal that waiting may fix is none; the others say how to take the job back", () => {
  const event = (code: "WORKER_FULL" | "TASK_MISMATCH") => ({
    event: "refused",
    error: new PosthumanError(code).toJSON(),
  });
  expect(() => refusedBy(event("WORKER_FULL"), "0x12")).not.toThrow();
  expect(() => refusedBy(event("TASK_MISMATCH"), "0x12")).toThrow(
    expect.objectContaining({ code: "TASK_MISMATCH", args: { refusedJob: "0x12" } }),
  );
});

test("tables are laid out, and what a training gained is said", () => {
  expect(alignedTables("Of a:\n\n| model | f1 |\n| --- | ---: |\n| M2 | 1.0000 |\n\nM2 is better.")).toBe(
    "Of a:\n\nmodel      f1\nM2     1.0000\n\nM2 is better.",
  );
  const metric = { name: "word_error_rate", parent: 0.75, child: 0.25 };
  expect(describeMetrics({ metric, gain: 0.5 })).toBe(
    "word error rate on the held-out set: 0.75 → 0.25, gained 0.5",
  );
  expect(describeMetrics({ bits_per_byte: { parent: 2, child: 2.5 }, gain: -0.5 })).toMatch(
    /2 → 2\.5, nothing gained/,
  );
  expect(describeMetrics({ tokens: 8 })).toBeUndefined();
});
