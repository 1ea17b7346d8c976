import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { PosthumanError } from "@posthuman/sdk";
import { expect, it } from "vitest";
import { createLogger } from "../log/createLogger.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { folderRunner, programRun } from "../testing/sandboxJob.ts";
import { tinyAlgorithms } from "../testing/tinyAlgorithms.ts";
import { createModelServer } from "./createModelServer.ts";
import { ENGINE_SOCKET, type EngineRun } from "./prepareServing.ts";

const model = { id: "0xabc", name: "Tiny", task: "causal-lm", weightsRoot: "0x1", files: [] };

it.each([
  ["ends before it answers", "raise RuntimeError('head_dim=16 is not there')", /^RuntimeError: head_dim=16/],
  ["cannot answer a first request", undefined, /^it gave no answer/],
])("where another's engine %s, the next one serves", async (_, program, expected) => {
  using scratch = temporaryFolder();
  const source = join(tinyAlgorithms(scratch.path), "src");
  const reasons: string[] = [];
  const tiny: EngineRun = {
    ...programRun(["-m", "posthuman_algorithms", "serve"], { wallSeconds: 3_600, processes: 256 }),
    id: "serving",
    staged: [],
    documents: {
      "inputs/job.json": JSON.stringify({ kind: "serve", task: "causal-lm", parameters: {} }),
      "model/config.json": "{}",
      "model/model.safetensors": "",
    },
    socket: ENGINE_SOCKET,
  };
  const variables = { PYTHONPATH: source };
  const python = { interpreter: "/usr/bin/python3", binds: [source], variables };
  const folder = join(scratch.path, "serving");
  const server = createModelServer({
    model,
    id: "serving",
    runner: folderRunner(folder, { environments: { python } }),
    onEvent: () => undefined,
    log: createLogger({ level: "error", format: "json", stream: new PassThrough(), secrets: [] }),
    prepare() {
      if (reasons.length > 0) return Promise.resolve(tiny);
      const outside = { name: "vllm", onUnfit: (reason: string) => void reasons.push(reason) } as const;
      const failing = program === undefined ? {} : programRun(["-c", program]);
      return Promise.resolve({ ...tiny, ...failing, outside });
    },
  });
  const { dialect, context } = await server.ready(AbortSignal.timeout(60_000));
  expect({ dialect, context }).toEqual({ dialect: undefined, context: 2_048 });
  expect(reasons).toEqual([expect.stringMatching(expected)]);
  await server.stop();
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ["not yet", 600_000, 1],
  ["then", 0, 3],
])("an engine that was given up is tried anew after a rest: %s", async (_, restMs, tries) => {
  using scratch = temporaryFolder();
  let prepared = 0;
  const server = createModelServer({
    model,
    id: "serving",
    restMs,
    onEvent: () => undefined,
    runner: folderRunner(join(scratch.path, "serving")),
    log: createLogger({ level: "error", format: "json", stream: new PassThrough(), secrets: [] }),
    prepare() {
      prepared += 1;
      throw new PosthumanError("TASK_MISMATCH", { task: model.task, expected: "seq2seq" });
    },
  });
  for (let i = 0; i < 3; i++) {
    await expect(server.ready(AbortSignal.timeout(60_000))).rejects.toMatchObject({ code: "ENGINE_BROKEN" });
    await server.stop();
  }
  expect(prepared).toBe(tries);
});
