import { z } from "zod";

/** Numbers must be finite: JSON's 1e999 becomes Infinity. */
const number = z.number().finite();
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const sha256 = z.string().regex(/^[0-9a-f]{64}$|^$/);
const name = z.string().regex(/^[A-Za-z][\w.-]{0,63}$/);
const record = <Value extends z.ZodType>(value: Value) =>
  z.record(name, value).refine((found) => Object.keys(found).length <= 64);

const plain = z.union([number, z.boolean(), z.string().max(64), z.null()]);
const cursor = record(z.union([plain, z.array(plain).max(64), record(plain)]));
/** A task's metric by its name, of the parent and of the child. */
const metric = z.object({ name, parent: number, child: number }).strict();
const metrics = record(z.union([number, z.null(), record(number), metric]));
const argument = z.union([number, z.boolean(), z.string().transform((text) => text.slice(0, 200))]);

/** A line of `logs/events.jsonl`. Fields that are not listed are dropped. */
export const jobEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("start"), algorithm: name, total: count.optional() }),
  z.object({
    event: z.literal("progress"),
    step: count,
    total: count,
    /** What is being done, where a job does several things one after the other. */
    phase: z
      .string()
      .regex(/^[a-z][a-z -]{0,63}$/)
      .optional(),
    loss: number.nullish(),
    tokens_per_s: number.nullish(),
    eta_s: number.nullish(),
  }),
  z.object({
    event: z.literal("checkpoint"),
    step: count,
    weights: sha256,
    optimizer: sha256.nullish(),
    rng: sha256.nullish(),
    cursor: cursor.nullish(),
    loss: number.nullish(),
  }),
  z.object({ event: z.literal("metrics"), metrics }),
  z.object({ event: z.literal("ready"), engine: name, context: count, chatTemplate: z.boolean().optional() }),
  z.object({
    event: z.literal("error"),
    code: z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/),
    args: record(argument),
  }),
  z.object({ event: z.literal("end") }),
]);

/** What an algorithm reports of its work, checked. */
export type JobEvent = z.infer<typeof jobEvent>;
