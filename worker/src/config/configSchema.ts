import { availableParallelism, totalmem } from "node:os";
import { z } from "zod";
import { amount, flag, httpUrl, positive, whole } from "./fields.ts";
import { servingSchema } from "./servingSchema.ts";

const GIB = 2 ** 30;

/** What the worker asks for one kind of job, in the fee token's smallest unit; never more than the job's `maxFee`. */
const price = z
  .strictObject({
    /** For the job. A job that offers less is not taken. */
    fixed: amount.prefault("0"),
    /** For each second that the algorithm ran, on top. */
    perSecond: amount.prefault("0"),
  })
  .prefault({});

const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits, or any for all");

/** Hashes as a list or, as an environment variable spells them, with commas. */
const hashes = z.union([
  z.array(hash),
  z
    .string()
    .transform((text) => text.split(",").filter((part) => part !== ""))
    .pipe(z.array(hash)),
]);

const fields = z.strictObject({
  /** Name that the API gives. */
  name: z.string().min(1).max(64).prefault("posthuman-worker"),
  /** Folder of everything that the worker keeps. */
  dataFolder: z.string().min(1).prefault("posthuman-worker"),
  /** The chain's JSON-RPC endpoint. */
  rpcUrl: httpUrl.prefault("http://127.0.0.1:8545"),
  /** JSON file with the addresses of the contracts. */
  addresses: z.string().min(1).prefault("addresses.json"),
  /** The worker's account: an encrypted keystore (JSON V3), or a file with the bare key that only its owner can read. */
  key: z
    .strictObject({
      keystore: z.string().min(1).optional(),
      /** File with the keystore's password; else the environment's `POSTHUMAN_KEYSTORE_PASSWORD`. */
      passwordFile: z.string().min(1).optional(),
      file: z.string().min(1).optional(),
    })
    .prefault({}),
  /** Where the API listens. Port 0 takes a free one; the line printed when it is ready says which. */
  listen: z
    .strictObject({
      host: z.string().min(1).prefault("127.0.0.1"),
      port: whole.pipe(z.number().max(65_535)).prefault(0),
      /** Connections of one address at a time; this machine's own, and those behind proxies, are not limited. */
      perAddress: positive.prefault(256),
      /** Requests that one client may make in a minute, calls of sessions aside. */
      requestsPerMinute: positive.prefault(1_200),
      /**
       * Proxies in front of the API, of which each adds the address that it was asked from to `x-forwarded-for`. If the
       * number is too high, clients can claim any address; if it is too low, all clients count as one.
       */
      proxies: whole.prefault(0),
    })
    .prefault({}),
  /** Address under which others reach the API; by default the one that it listens at. */
  publicUrl: httpUrl.optional(),
  /** Blocks on top of one before it counts; by default by chain. */
  confirmations: whole.optional(),
  /** How often the chain is polled, in milliseconds. */
  pollMs: positive.prefault(1_000),
  /** Jobs that run at the same time. */
  slots: positive.prefault(1),
  /** Threads of one job; by default its part of the machine's. Results are reproducible only at an equal count. */
  threads: positive.optional(),
  /** Folder of the algorithms' package; by default the one of this checkout. */
  algorithms: z.string().min(1).optional(),
  /** Interpreter that runs them; by default the one of their virtual environment. */
  python: z.string().min(1).optional(),
  /**
   * Algorithms of others that jobs may run: SHA-256 of their files, or `any`. By default none: an algorithm
   * can carry out as much of a model as its kind of job may put out.
   */
  trustedAlgorithms: z.union([z.literal("any"), hashes]).prefault([]),
  /** Replacements of container images: by `name:tag` or `name:tag@sha256:…`, the path of a Python that has their packages. */
  algorithmImages: z.record(z.string(), z.string().min(1)).prefault({}),
  /** Weakest isolation that jobs may run in. `none` is for trusted algorithms on a developer's machine only. */
  isolation: z.enum(["bubblewrap", "none"]).prefault("bubblewrap"),
  /** Limits of one job. Sizes in bytes, times in seconds. */
  limits: z
    .strictObject({
      /** By default a job's part of four fifths of the machine's. */
      memory: positive.optional(),
      seconds: positive.prefault(24 * 3600),
      state: positive.prefault(20 * GIB),
      outputs: positive.prefault(64 * 2 ** 20),
      /** Of an algorithm of somebody else: also the most of a model that it can hide in what one job puts out. */
      thirdPartyOutputs: positive.prefault(256 * 2 ** 10),
      logs: positive.prefault(64 * 2 ** 20),
      /** Processes and threads at a time. */
      processes: positive.prefault(512),
    })
    .prefault({}),
  /** Limits of what the API takes in. Sizes in bytes. */
  uploads: z
    .strictObject({
      dataset: positive.prefault(GIB),
      manifest: positive.prefault(64 * 2 ** 10),
      /** Free disk that no upload may touch: it is for the jobs. */
      reserve: whole.prefault(GIB),
      /** What no job has paid for, of everybody together; a quarter of it for one client. A manifest counts as the largest. */
      unpaid: positive.prefault(32 * GIB),
      /** Hours after which that is removed. */
      unpaidHours: positive.prefault(24),
      /** Datasets and algorithms of assets, which wait for buyers and are not removed; a quarter of it for one client. */
      assets: positive.prefault(64 * GIB),
    })
    .prefault({}),
  /** What is asked for each kind of job. */
  fees: z.strictObject({ train: price, infer: price, evaluate: price }).prefault({}),
  /** Sessions, and the engines that serve them. */
  serving: servingSchema,
  /** Whether the worker tells the WorkerRegistry where its API is. */
  announce: flag.prefault(true),
  /** Whether the worker also ends other workers' lapsed leases and expired jobs, on the models that it may run. */
  tidy: flag.prefault(true),
  /** Seconds that the others get to do so themselves. */
  graceSeconds: whole.prefault(30),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error"]).prefault("info"),
      /** `pretty` for people, `json` for programs; by default pretty on a terminal. */
      format: z.enum(["pretty", "json"]).optional(),
    })
    .prefault({}),
});

/**
 * The worker's whole configuration. Every field has a default but the key and the addresses, unknown fields are
 * refused, and it never holds secrets, only the names of the files that do.
 */
export const configSchema = fields.transform(({ threads, limits, ...config }) => ({
  ...config,
  threads: threads ?? Math.max(1, Math.floor(availableParallelism() / config.slots)),
  limits: { ...limits, memory: limits.memory ?? Math.floor((totalmem() * 0.8) / config.slots) },
}));

/** A checked configuration; frozen. */
export type WorkerConfig = Readonly<z.output<typeof configSchema>>;

/** What a configuration file may hold. */
export type WorkerConfigInput = z.input<typeof configSchema>;
