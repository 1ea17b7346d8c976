import { z } from "zod";
import { catalogue, type ErrorCode } from "@posthuman/sdk";

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const number = z.number().finite();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Numbers by name, some levels deep: all that metrics are. */
type Metrics = { [name: string]: number | Metrics };
const metrics: z.ZodType<Metrics> = z.lazy(() =>
  z.record(z.string().regex(/^\w{1,64}$/), z.union([number, metrics])),
);

const code = z.string().refine((text): text is ErrorCode => text in catalogue);
/** What may stand in an error's message: numbers, and words too short to carry a text away. */
const args = z.record(z.string().regex(/^\w{1,32}$/), z.union([number, z.boolean(), z.string().max(200)]));

const event = z.discriminatedUnion("event", [
  z.object({ event: z.literal("start"), algorithm: z.string().regex(/^[\w-]{1,64}$/), total: count.optional() }),
  z.object({
    event: z.literal("progress"),
    step: count,
    total: count.optional(),
    loss: number.optional(),
    tokens_per_s: number.optional(),
    eta_s: number.optional(),
  }),
  z.object({
    event: z.literal("checkpoint"),
    step: count,
    weights: hash,
    optimizer: hash,
    rng: hash,
    loss: number.optional(),
  }),
  z.object({ event: z.literal("metrics"), metrics }),
  z.object({ event: z.literal("error"), code, args: args.default({}) }),
  z.object({ event: z.literal("end") }),
]);

/** An event that an algorithm may report, and nothing besides. */
export type JobEvent = z.output<typeof event>;

/**
 * Reads one event of an algorithm. Progress is public and algorithms are not trusted, so only known events pass, and
 * of them only known fields: numbers, hashes and codes, in which neither weights nor private text can travel whole.
 * @returns `undefined` for anything else.
 */
export function sanitiseEvent(value: unknown): JobEvent | undefined {
  return event.safeParse(value).data;
}
