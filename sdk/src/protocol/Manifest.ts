import { z } from "zod";
import { algorithmSchema } from "./algorithmSchema.ts";
import { benchmarkOf } from "./benchmarkOf.ts";
import { addressField, sha256Field, sizeField } from "./fields.ts";
import { jobKinds } from "./jobKinds.ts";
import { tasks } from "./tasks.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.string(),
    z.number().finite(),
    z.boolean(),
    z.null(),
    z.array(json),
    z.record(z.string(), json),
  ]),
);

/** The name becomes a file name in the job's folder, so it must not lead out of it. */
const fileName = z
  .string()
  .max(128)
  .regex(/^[^./\\\p{C}][^/\\\p{C}]*$/u, "must be a plain file name that does not begin with a dot");

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
 * What a job is to run; with `algorithm`, that file of somebody's in place of the worker's own algorithm. Its canonical
 * JSON's keccak256 is the `manifestHash` on chain.
 */
export type Manifest = z.infer<typeof manifestSchema>;
