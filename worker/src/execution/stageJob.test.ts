import { expect, test } from "vitest";
import { evaluationName } from "./stageJob.ts";

test.each([
  ["Text that no training sees.", "evaluation.txt"],
  ["text,label\ngood,1\n", "evaluation.txt"],
  ['\n{"text": "good"}\n{"text": "bad"}\n', "evaluation.jsonl"],
  ["{ this is no JSON }\n", "evaluation.txt"],
  ["PAR1\x15\x04", "evaluation.parquet"],
  ["PK\x03\x04\x14", "evaluation.zip"],
  [`${"\0".repeat(257)}ustar  `, "evaluation.tar"],
  ["", "evaluation.txt"],
])("%j is called %s", (content, name) => {
  expect(evaluationName(Buffer.from(content, "latin1"))).toBe(name);
});
