import { toUtf8String } from "ethers";
import { z } from "zod";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { jobKinds } from "./job.ts";
import {
  addressField,
  canonicalJson,
  isTooDeep,
  problemsOf,
  sha256Field,
  sizeField,
  TOO_DEEP,
} from "./json.ts";
import { tasks } from "./tasks.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const json: z.ZodType<Json> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number().finite(),
      z.boolean(),
      z.null(),
      z.array(json),
      z.record(z.string(), json),
    ]),
  )
  .meta({ id: "Json" });

/** The name becomes a file name in the job's folder, so it must not lead out of it. */
const fileName = z
  .string()
  .max(128)
  .regex(/^[^./\\\p{C}][^/\\\p{C}]*$/u, "must be a plain file name that does not begin with a dot");

/** One line of printable ASCII: it becomes a command line, and people read it in terminals. */
const line = z
  .string()
  .max(256)
  .regex(/^[\x20-\x7e]+$/, "must be one line of plain characters");

/** Names of Docker's: `name:tag`, or `name:tag@sha256:…` for exactly those bytes. */
const image = line.regex(
  /^[\w./-]+(:\d+\/[\w./-]+)?:[\w.-]+(@sha256:[0-9a-f]{64})?$/,
  "must be name:tag, or name:tag@sha256:… with 64 hex digits",
);

/** Form of a manifest's `algorithm`. */
const algorithmSchema = z
  .object({
    sha256: sha256Field,
    entrypoint: line,
    image: image.optional(),
    asset: addressField.optional(),
  })
  .strict();

const dataset = z
  .object({ name: fileName, sha256: sha256Field, size: sizeField, asset: addressField.optional() })
  .strict();

/** What a session may use up, and by which rule it is paid. */
const session = z
  .object({
    /** Budget of tokens, prompts and completions together. */
    tokens: z.number().int().positive().safe(),
    /** Seconds that it is open. */
    seconds: z.number().int().positive().safe(),
    /** `used`: the fee is the agreed one's part that the used tokens are of the budget, rounded up. */
    fee: z.literal("used"),
  })
  .strict();

/** Form of a manifest. */
export const manifestSchema = z
  .object({
    version: z.literal(1),
    kind: z.enum(jobKinds),
    task: z.enum(tasks),
    model: addressField,
    datasets: z.array(dataset).max(32),
    algorithm: algorithmSchema.optional(),
    parameters: z.record(z.string(), json),
    seed: z.number().int().min(0).max(0xffff_ffff),
    session: session.optional(),
  })
  .strict()
  .refine((manifest) => manifest.kind === "infer" || manifest.datasets.length > 0 || benchmarkOf(manifest), {
    path: ["datasets"],
    message: "must name at least one dataset",
  })
  .refine(({ datasets }) => new Set(datasets.map(({ sha256 }) => sha256)).size === datasets.length, {
    path: ["datasets"],
    message: "must not name the same dataset twice",
  })
  .refine(({ kind, session }) => session === undefined || kind === "infer", {
    path: ["session"],
    message: "only a job of the kind infer opens one",
  })
  .refine(({ session, datasets, parameters }) => session === undefined || isBare(datasets, parameters), {
    path: ["session"],
    message: "a session has no datasets and no prompt: its calls bring what they ask",
  })
  .refine(({ session, algorithm }) => session === undefined || algorithm === undefined, {
    path: ["algorithm"],
    message: "a session is served by the worker's own engine",
  });

function isBare(datasets: readonly unknown[], parameters: Readonly<Record<string, unknown>>): boolean {
  return datasets.length === 0 && !("prompt" in parameters);
}

/**
 * What a job is to run; with `algorithm`, that file of somebody's instead of the worker's own algorithm. Its canonical
 * JSON's keccak256 is the `manifestHash` on chain.
 */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * The standard benchmark that a manifest asks to run: the worker has its questions, so the job brings none.
 *
 * @returns Nothing if it asks for none. What somebody else's algorithm does with its parameters is its own matter.
 *
 * @example
 * benchmarkOf({ kind: "evaluate", parameters: { benchmark: "arc_easy" } }); // "arc_easy"
 */
export function benchmarkOf(manifest: {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly algorithm?: unknown;
}): string | undefined {
  const { benchmark } = manifest.parameters;
  if (manifest.kind !== "evaluate" || manifest.algorithm !== undefined) return undefined;
  return typeof benchmark === "string" && benchmark !== "" ? benchmark : undefined;
}

/**
 * Makes sure that a value has the form of a manifest.
 *
 * @throws PosthumanError `TASK_UNKNOWN`; `ALGORITHM_CANNOT_TRAIN`; `MANIFEST_INVALID`, which lists every field that is
 * wrong.
 */
export function checkManifest(value: unknown): Manifest {
  const task = (value as { task?: unknown } | null)?.task;
  if (typeof task === "string" && !tasks.some((known) => known === task)) {
    throw new PosthumanError("TASK_UNKNOWN", { task, known: tasks.join(", ") });
  }
  if (isTooDeep(value)) throw new PosthumanError("MANIFEST_INVALID", { problems: TOO_DEEP });
  const checked = manifestSchema.safeParse(value);
  if (checked.success) {
    // Who writes the algorithm would also write the gain, and with it who owns how much of a lineage.
    if (checked.data.kind !== "train" || checked.data.algorithm === undefined) return checked.data;
    throw new PosthumanError("ALGORITHM_CANNOT_TRAIN", { sha256: checked.data.algorithm.sha256 });
  }
  throw new PosthumanError("MANIFEST_INVALID", { problems: problemsOf(checked.error) });
}

/**
 * Reads a manifest from its bytes.
 *
 * @param bytes What the manifest hash was made of.
 * @throws PosthumanError `MANIFEST_INVALID` if they are not a manifest in canonical form; `TASK_UNKNOWN`; `ALGORITHM_CANNOT_TRAIN`.
 *
 * @example
 * parseManifest(await readFile("manifest.json")).kind; // "train"
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  try {
    const text = toUtf8String(bytes);
    const manifest = checkManifest(JSON.parse(text));
    if (canonicalJson(manifest) === text) return manifest;
  } catch (cause) {
    // What has no canonical form holds half of a surrogate pair, or is nested deeper than anything reads.
    if (PosthumanError.is(cause) && cause.code !== "ARGUMENT_INVALID") throw cause;
    throw new PosthumanError("MANIFEST_INVALID", { problems: "it is not JSON in UTF-8" }, { cause });
  }
  throw new PosthumanError("MANIFEST_INVALID", { problems: "it is not in canonical form (RFC 8785)" });
}
