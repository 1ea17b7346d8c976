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
import type { InstalledEnvironment } from "../runner/bubblewrap/folderStage.ts";
import type { RunEnvironment } from "../runner/Runner.ts";

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

/** The algorithms that come with the package, or those of the checkout that it runs from. */
const OWN_FOLDER = ["../../algorithms", "../../../algorithms"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((folder, i, folders) => i === folders.length - 1 || existsSync(folder))!;

/** Prints its own version and those of packages as JSON; a package that is not there is left out. */
const QUERY = `
import json, platform, sys
from importlib.metadata import PackageNotFoundError, version
found = {"python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
`;

/** Packages that a result's bits depend on. */
const RESULT_PACKAGES = ["torch", "transformers"];

/** The environment that converts models. */
interface Conversion {
  readonly interpreter: string;
  /** Of its lock. */
  readonly version: string;
  readonly environment: RunEnvironment;
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
  command(purpose: Purpose): RunEnvironment;
  /** Digest of the environment of algorithms of others: the same Python, and nothing of the worker's own. */
  readonly foreignEnvironment: string;
  /** All environments by their digests. */
  readonly environments: Readonly<Record<string, InstalledEnvironment>>;
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
  const digest = await lockHash(join(folder, "uv.lock"));
  const foreignEnvironment = `${digest}:python`;
  const conversion = await findConversion(join(folder, "conversion"), binds, serving?.conversion);
  return {
    folder,
    interpreter,
    environment: await versionsIn(interpreter, RESULT_PACKAGES),
    environmentHash: digest,
    conversion: conversion?.found,
    command: (purpose) => ({
      digest,
      command: ["-m", "posthuman_algorithms", ENTRY_POINTS[purpose]],
      variables: {},
    }),
    foreignEnvironment,
    environments: {
      [digest]: withSources(interpreter, binds),
      [foreignEnvironment]: { interpreter, binds: [], variables: {} },
      ...(conversion && { [conversion.found.environment.digest]: conversion.installed }),
    },
  };
}

async function findConversion(
  folder: string,
  algorithms: readonly string[],
  python: string | undefined,
): Promise<{ readonly found: Conversion; readonly installed: InstalledEnvironment } | undefined> {
  const interpreter = python ?? join(folder, ".venv", "bin", "python");
  if (!existsSync(interpreter)) return undefined;
  const lock = await lockHash(join(folder, "uv.lock"));
  const environment = {
    digest: `${lock}:conversion`,
    command: ["-m", "posthuman_conversion"],
    variables: {},
  };
  return {
    found: { interpreter, version: lock.slice(2, 18), environment },
    installed: withSources(interpreter, [...algorithms, join(folder, "src")]),
  };
}

/** A Python that finds the packages whose sources lie in these folders. */
function withSources(interpreter: string, binds: readonly string[]): InstalledEnvironment {
  return { interpreter, binds, variables: { PYTHONPATH: binds.join(":"), PYTHONDONTWRITEBYTECODE: "1" } };
}

/**
 * Asks an interpreter for its version, under `python`, and those of packages by name; what is not there is left out.
 * @throws PosthumanError `INTERPRETER_UNUSABLE`.
 */
export async function versionsIn(
  interpreter: string,
  packages: readonly string[],
): Promise<Record<string, string>> {
  try {
    const args = ["-I", "-c", QUERY, ...packages];
    const { stdout } = await promisify(execFile)(interpreter, args, { timeout: 30_000 });
    return JSON.parse(stdout) as Record<string, string>;
  } catch (cause) {
    throw new PosthumanError("INTERPRETER_UNUSABLE", { interpreter, reason: "it does not run" }, { cause });
  }
}

async function lockHash(file: string): Promise<string> {
  const lock = await readFile(file).catch(() => undefined);
  return lock === undefined ? ZeroHash : `0x${createHash("sha256").update(lock).digest("hex")}`;
}

/**
 * Asks an interpreter which harness runs its benchmarks.
 * @throws PosthumanError `INTERPRETER_UNUSABLE` if it has none, as an environment of the operator's own may not.
 */
export async function harnessVersion(interpreter: string): Promise<string> {
  const { "lm-eval": version } = await versionsIn(interpreter, ["lm-eval"]);
  if (version !== undefined) return `lm-eval ${version}`;
  const reason = "it has no lm-eval, which runs standard benchmarks";
  throw new PosthumanError("INTERPRETER_UNUSABLE", { interpreter, reason });
}
