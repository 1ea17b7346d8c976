import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { z } from "zod";
import { configSchema, type WorkerConfig } from "./configSchema.ts";

/** Where a configuration comes from; later ones win. */
export interface ConfigSources {
  /** A JSON file. Paths in it are relative to its folder. */
  readonly file?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** What the command line said. */
  readonly flags?: Record<string, unknown> | undefined;
}

/**
 * Loads the configuration: file, then environment, then flags. All paths come out absolute.
 * @throws PosthumanError `CONFIG_UNREADABLE`, or `CONFIG_INVALID` with every field that is wrong; never their values.
 */
export function loadConfig({ file, env = {}, flags = {} }: ConfigSources): WorkerConfig {
  const fromFile = file === undefined ? {} : absolutePaths(readJson(file), dirname(resolve(file)));
  const fromElsewhere = absolutePaths(mergeConfigs(readEnvironment(env), flags), process.cwd());
  const parsed = configSchema.safeParse(mergeConfigs(fromFile, fromElsewhere));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(describe);
    throw new PosthumanError("CONFIG_INVALID", { problems: problems.join("; ") });
  }
  const config = parsed.data;
  return deepFreeze({
    ...config,
    dataFolder: resolve(config.dataFolder),
    addresses: resolve(config.addresses),
  });
}

/** A problem's field and rule, without the value, which could be a secret in the wrong place. */
function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `unknown field ${[...issue.path, key].join(".")}`).join("; ");
  }
  if (issue.code === "invalid_value") return `${field} must be one of ${issue.values.join(", ")}`;
  return `${field}: ${issue.message}`;
}

function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? "it is not JSON" : ((error as { code?: string }).code ?? "");
    throw new PosthumanError("CONFIG_UNREADABLE", { file, reason }, { cause: error });
  }
  throw new PosthumanError("CONFIG_UNREADABLE", { file, reason: "it is not a JSON object" });
}

/** Fields that hold paths. */
const PATHS = [
  ["dataFolder"],
  ["addresses"],
  ["algorithms"],
  ["python"],
  ["key", "keystore"],
  ["key", "passwordFile"],
  ["key", "file"],
  ["serving", "conversion"],
  ["serving", "vllm", "python"],
];

function absolutePaths(config: Record<string, unknown>, base: string): Record<string, unknown> {
  const copy = structuredClone(config);
  for (const path of PATHS) {
    let holder: unknown = copy;
    for (const step of path.slice(0, -1)) holder = (holder as Record<string, unknown> | undefined)?.[step];
    const last = path.at(-1) ?? "";
    const fields = holder as Record<string, unknown> | undefined;
    if (typeof fields?.[last] === "string") fields[last] = resolve(base, fields[last]);
  }
  const images = copy["algorithmImages"] as Record<string, unknown> | undefined;
  for (const [name, path] of Object.entries(images ?? {})) {
    if (typeof path === "string") images![name] = resolve(base, path);
  }
  return copy;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) deepFreeze(part);
  return Object.freeze(value);
}

const PREFIX = "POSTHUMAN_WORKER_";

/**
 * Turns environment variables into a configuration: `POSTHUMAN_WORKER_RPC_URL` is `rpcUrl`, and two underscores go
 * one level down: `POSTHUMAN_WORKER_LISTEN__PORT` is `listen.port`. Values stay text; the schema reads them.
 */
function readEnvironment(env: NodeJS.ProcessEnv): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || value === undefined) continue;
    const path = name.slice(PREFIX.length).split("__").map(camelCase);
    const last = path.pop() ?? "";
    let target = config;
    for (const step of path) target = (target[step] ??= {}) as Record<string, unknown>;
    target[last] = value;
  }
  return config;
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Lays later configurations over earlier ones; only plain objects are merged, `undefined` counts as absent. */
function mergeConfigs(...configs: readonly Record<string, unknown>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const config of configs) {
    for (const [key, value] of Object.entries(config)) {
      if (value === undefined) continue;
      const below = merged[key];
      merged[key] = isPlain(below) && isPlain(value) ? mergeConfigs(below, value) : value;
    }
  }
  return merged;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
