import { keccak256, toUtf8Bytes } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import type { JobKind } from "../protocol/job.ts";
import { canonicalJson } from "../protocol/json.ts";
import { checkManifest, type Manifest } from "../protocol/manifest.ts";

/** What a job is to run. */
export interface CreateManifestParameters {
  readonly kind: JobKind;
  /** Default: `causal-lm`. */
  readonly task?: string;
  /** Datatoken of the model used. */
  readonly model: string;
  /** At least one, except for `infer`. Their SHA-256 come from `uploadDataset` or `sha256Of`. */
  readonly datasets?: readonly DatasetReference[];
  /**
   * What to run instead of the worker's own algorithm, for `infer` and `evaluate`; from `getAlgorithm`, or one's own.
   */
  readonly algorithm?: AlgorithmReference | undefined;
  /** The algorithm's, such as `steps` of a training. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Makes the same job give the same bits; default 42. */
  readonly seed?: number;
  /** Makes an `infer` job a session: its budget of tokens and its time. */
  readonly session?: { readonly tokens: number; readonly seconds: number };
}

/** A dataset that a job reads. */
export interface DatasetReference {
  /** A file name. */
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  /** Datatoken of the asset that it belongs to, if it is not the requester's own; the job's terms must pay for it. */
  readonly asset?: string | undefined;
}

/** A program that somebody other than the worker's operator wrote; in Ocean's words, an algorithm and its container. */
export interface AlgorithmReference {
  /** Of its one file: a program, or a bundle. 64 hex digits. */
  readonly sha256: string;
  /** Its command line, in which `$ALGO` stands for the file, such as `python3 $ALGO`. */
  readonly entrypoint: string;
  /** Container image that it is meant for, as `name:tag`; without one it runs on the worker's own Python. */
  readonly image?: string | undefined;
  /** Datatoken of the asset that it belongs to, if it is not the requester's own; the job's terms must pay for it. */
  readonly asset?: string | undefined;
}

/** A manifest in its one form. */
export interface CreatedManifest {
  readonly manifest: Manifest;
  /** Canonical JSON (RFC 8785) in UTF-8. */
  readonly bytes: Uint8Array;
  /** keccak256 of the bytes: the terms' `manifestHash`. */
  readonly hash: string;
}

/**
 * Writes down what a job is to run.
 *
 * @throws PosthumanError `MANIFEST_INVALID`, `TASK_UNKNOWN`, `ALGORITHM_CANNOT_TRAIN`, `ADDRESS_INVALID`.
 *
 * @example
 * const { bytes, hash } = createManifest({ kind: "infer", model, parameters: { prompt: "My fellow citizens" } });
 */
export function createManifest(parameters: CreateManifestParameters): CreatedManifest {
  const { kind, task = "causal-lm", datasets = [], parameters: own = {}, seed = 42, session } = parameters;
  const model = checkedAddress(parameters.model, "model");
  const manifest = checkManifest({
    version: 1,
    kind,
    task,
    model,
    datasets: datasets.map(({ name, sha256, size, asset }) => ({
      name,
      sha256: plainHex(sha256),
      size,
      ...(asset === undefined ? {} : { asset: checkedAddress(asset, "asset") }),
    })),
    ...(parameters.algorithm === undefined ? {} : { algorithm: inOneForm(parameters.algorithm) }),
    parameters: own,
    seed,
    ...(session === undefined
      ? {}
      : { session: { tokens: session.tokens, seconds: session.seconds, fee: "used" } }),
  });
  const bytes = toUtf8Bytes(canonicalJson(manifest));
  return { manifest, bytes, hash: keccak256(bytes) };
}

function inOneForm({ sha256, entrypoint, image, asset }: AlgorithmReference) {
  return {
    sha256: plainHex(sha256),
    entrypoint,
    ...(image === undefined ? {} : { image }),
    ...(asset === undefined ? {} : { asset: checkedAddress(asset, "asset") }),
  };
}

function plainHex(sha256: string): string {
  return sha256.replace(/^0x/, "").toLowerCase();
}
