import { z } from "zod";
import { positive, whole } from "./fields.ts";

const MIB = 2 ** 20;

const leak = z.enum(["logprobs", "embeddings"]);

/** A list or, as an environment variable spells it, texts with commas between them. */
const texts = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(",").filter((part) => part !== ""))])
  .pipe(z.array(z.string().min(1)));

/** What the configuration says of sessions and of the engines that serve them. */
export const servingSchema = z
  .strictObject({
    /** Sessions at a time; they take no slots. 0 opens none. */
    sessions: whole.prefault(64),
    /** Longest time for which one may be open, in seconds: one that nobody uses costs its owner nothing, and holds a place. */
    seconds: positive.prefault(86_400),
    /** Engines that are kept loaded at a time. One more is started only when another can be dropped, or all are in use. */
    models: positive.prefault(4),
    /** Free memory in bytes below which the engine that was longest without a call is dropped. */
    reserve: whole.prefault(1_024 * MIB),
    /**
     * What serves causal models; `auto` takes vLLM where it is configured and there is a graphics processor, OpenVINO where
     * the model can be converted, else transformers.
     */
    engine: z.enum(["auto", "openvino", "transformers", "vllm"]).prefault("auto"),
    vllm: z
      .strictObject({
        /** Python of the environment in which vLLM is installed. */
        python: z.string().min(1),
        /** Device files that it may use, by default those of all graphics processors; none for the processor. */
        devices: texts.pipe(z.array(z.string().startsWith("/dev/"))).optional(),
        /** Numbers to compute with. The default gives the model's own answers; others are faster and nearly so. */
        dtype: z.enum(["float32", "bfloat16", "float16", "auto"]).prefault("float32"),
        /** Further arguments of vLLM's server. */
        args: texts.prefault([]),
      })
      .optional(),
    /** Memory of one engine for the keys and values of prompts and answers, in bytes. */
    cache: positive.prefault(1_024 * MIB),
    /** Python of the environment that converts models; by default the one of this checkout, if it was set up. */
    conversion: z.string().min(1).optional(),
    /** Largest body of a call, in bytes. */
    requestBytes: positive.prefault(4 * MIB),
    /** Calls that one engine answers at a time. */
    engineCalls: positive.prefault(32),
    /** Calls of one session that are answered at a time. */
    concurrent: positive.prefault(32),
    /** Calls of one session that may wait for their turn. */
    waiting: positive.prefault(128),
    requestsPerMinute: positive.prefault(1_200),
    /** Longest time of one call in seconds, from its arrival to its last byte. */
    callSeconds: positive.prefault(600),
    /**
     * What tells much of a model, and is given out only where its owner's terms allow it: `logprobs`, and `embeddings`
     * of models that are not made for them. A list; with commas in the environment.
     */
    allow: z
      .union([
        z.array(leak),
        z
          .string()
          .transform((text) => text.split(",").filter((part) => part !== ""))
          .pipe(z.array(leak)),
      ])
      .prefault([]),
  })
  .refine(({ engine, vllm }) => engine !== "vllm" || vllm !== undefined, {
    message: "vllm needs the Python of its environment: serving.vllm.python",
    path: ["engine"],
  })
  .prefault({});
