import { z } from "zod";
import { bytes32Field, sha256Field, sizeField } from "./fields.ts";
import { jobKinds } from "./jobKinds.ts";

const file = z.object({ path: z.string().min(1).max(512), sha256: sha256Field, size: sizeField }).strict();

/** What a session's calls add up to. */
const session = z
  .object({
    calls: sizeField,
    promptTokens: sizeField,
    completionTokens: sizeField,
    /** Root of `callsTree`. */
    callsRoot: bytes32Field,
  })
  .strict();

/** Form of a receipt. */
export const receiptSchema = z
  .object({
    version: z.literal(1),
    job: bytes32Field,
    kind: z.enum(jobKinds),
    task: z.string(),
    manifestHash: bytes32Field,
    /** SHA-256 of the algorithm that ran in place of the worker's own. */
    algorithm: sha256Field.optional(),
    files: z.array(file),
    metrics: z.record(z.string(), z.unknown()),
    environment: z.record(z.string(), z.union([z.string(), z.number()])),
    weightsRoot: bytes32Field.optional(),
    traceRoot: bytes32Field.optional(),
    segments: z.number().int().nonnegative().optional(),
    session: session.optional(),
  })
  .strict();

/** What came out of a job. Its canonical JSON's keccak256 is the `resultRoot` on chain. */
export type Receipt = z.infer<typeof receiptSchema>;
