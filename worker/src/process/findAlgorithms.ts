import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PosthumanError, type JobKind, type Receipt } from "@posthuman/sdk";
import { ZeroHash } from "ethers";
import type { WorkerConfig } from "../config/configSchema.ts";
import type { SandboxJob } from "../runner/Runner.ts";

/** What the package can be started for: a kind of job, an engine of sessions, or a look at a benchmark's questions. */
type Purpose = JobKind | "serve" | "benchmark";

/** The package's entry point for each purpose. */
const ENTRY_POINTS: Readonly<Record<Purpose, string>> = {
  train: "train",
  evaluate: "evaluate",
  infer: "generate",
  serve: "serve",
  benchmark: "benchmark",
};

/** The algorithms of this checkout. */
const OWN_FOLDER = fileURLToPath(new URL("../../../algorithms", import.meta.url));

/** Prints the versions that a result's bits depend on; a package that is not there is left out. */
const QUERY = `
import json, platform
from importlib.metadata import PackageNotFoundError, version
found = {"python": platform.python_version()}
for name in ("torch", "transformers"):
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
`;

/** The environment that converts models. */
export interface Conversion extends Pick<SandboxJob, "interpreter" | "args" | "binds" | "env"> {
  /** Of its lock. */
  readonly version: string;
}

/** Where the algorithms are, and what they run in. */
export interface Algorithms {
  readonly folder: string;
  readonly interpreter: string;
  /** Versions, for receipts. */
  readonly environment: Receipt["environment"];
  /** SHA-256 of the locked environment, in hex after 0x; zero where there is no lock. */
  readonly environmentHash: string;
  /** What converts models for the fast engine, if it was set up. */
  readonly conversion: Conversion | undefined;
  /** What to run for it. */
  command(purpose: Purpose): Pick<SandboxJob, "interpreter" | "args" | "binds" | "env">;
}

/**
 * Finds the algorithms and asks their interpreter for its versions.
 * @throws PosthumanError `INTERPRETER_UNUSABLE`.
 */
export async function findAlgorithms({
  algorithms,
  python,
  serving,
}: Pick<WorkerConfig, "algorithms" | "python"> & {
  readonly serving?: Pick<WorkerConfig["serving"], "conversion">;
}): Promise<Algorithms> {
  const folder = algorithms ?? OWN_FOLDER;
  const interpreter = python ?? join(folder, ".venv", "bin", "python");
  const source = join(folder, "src");
  const binds = existsSync(source) ? [source] : [folder];
  return {
    folder,
    interpreter,
    environment: await versions(interpreter),
    environmentHash: await lockHash(join(folder, "uv.lock")),
    conversion: await findConversion(join(folder, "conversion"), binds, serving?.conversion),
    command: (kind) => ({
      interpreter,
      args: ["-m", "posthuman_algorithms", ENTRY_POINTS[kind]],
      binds,
      env: { PYTHONPATH: binds[0] ?? "", PYTHONDONTWRITEBYTECODE: "1" },
    }),
  };
}

async function findConversion(
  folder: string,
  algorithms: readonly string[],
  python: string | undefined,
): Promise<Conversion | undefined> {
  const interpreter = python ?? join(folder, ".venv", "bin", "python");
  if (!existsSync(interpreter)) return undefined;
  const binds = [...algorithms, join(folder, "src")];
  return {
    ...{ interpreter, args: ["-m", "posthuman_conversion"], binds },
    env: { PYTHONPATH: binds.join(":"), PYTHONDONTWRITEBYTECODE: "1" },
    version: (await lockHash(join(folder, "uv.lock"))).slice(2, 18),
  };
}

async function versions(interpreter: string): Promise<Receipt["environment"]> {
  try {
    const { stdout } = await promisify(execFile)(interpreter, ["-I", "-c", QUERY], { timeout: 30_000 });
    return JSON.parse(stdout) as Receipt["environment"];
  } catch (cause) {
    throw new PosthumanError("INTERPRETER_UNUSABLE", { interpreter, reason: "it does not run" }, { cause });
  }
}

async function lockHash(file: string): Promise<string> {
  const lock = await readFile(file).catch(() => undefined);
  return lock === undefined ? ZeroHash : `0x${createHash("sha256").update(lock).digest("hex")}`;
}
