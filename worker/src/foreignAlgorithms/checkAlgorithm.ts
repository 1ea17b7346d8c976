import { PosthumanError, type Manifest } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";

/** What an operator lets algorithms of others do. */
export interface AlgorithmPolicy {
  /** SHA-256 of the allowed ones, or all. */
  readonly trusted: WorkerConfig["trustedAlgorithms"];
  /** By image, the Python that replaces it. */
  readonly images: WorkerConfig["algorithmImages"];
  /** Digest of the environment of algorithms that need no image, and the version of its Python. */
  readonly environment: string;
  readonly python: string;
}

/** An algorithm of somebody else, found and allowed. */
export interface PlannedAlgorithm {
  readonly sha256: string;
  /** What Ocean calls it: the asset's DID, or for one without an asset the beginning of its hash. */
  readonly did: string;
  /** Digest of the environment that it runs in: the image, or the worker's own Python. */
  readonly environment: string;
  /** What its Python is given. */
  readonly args: readonly string[];
}

/**
 * Makes sure that the operator lets jobs run an algorithm, and that there is something to run it with.
 * @throws PosthumanError `ALGORITHM_NOT_ALLOWED`, `ALGORITHM_IMAGE_UNKNOWN`, `ALGORITHM_ENTRYPOINT_INVALID`.
 */
export function checkAlgorithm(
  { trusted, images, environment, python }: AlgorithmPolicy,
  { sha256, entrypoint, image }: NonNullable<Manifest["algorithm"]>,
): Pick<PlannedAlgorithm, "environment" | "args"> {
  if (trusted !== "any" && !trusted.includes(sha256))
    throw new PosthumanError("ALGORITHM_NOT_ALLOWED", { sha256 });
  if (image === undefined) return { environment, args: parseEntrypoint(entrypoint, python) };
  const standIn = [image, image.split("@")[0] ?? ""].find((name) => Object.hasOwn(images, name));
  if (standIn === undefined) {
    const known = Object.keys(images).join(", ") || "none";
    throw new PosthumanError("ALGORITHM_IMAGE_UNKNOWN", { image, known });
  }
  return { environment: standIn, args: parseEntrypoint(entrypoint, undefined) };
}

/** Where an algorithm finds its own file, as Ocean defines it. */
export const ALGORITHM_PATH = "/data/transformations/algorithm";

const PYTHON = /^(?:\/usr\/(?:local\/)?bin\/)?python(3(?:\.\d+)?)?$/;

/**
 * Takes an entry point apart, at spaces, as Ocean's nodes do; there is no shell and there are no quotes.
 * @param version Of the Python that is there, such as `3.11.7`; undefined if the operator chose it for the algorithm's
 * image, and so any that is asked for.
 * @returns What follows the interpreter.
 * @throws PosthumanError `ALGORITHM_ENTRYPOINT_INVALID`.
 */
function parseEntrypoint(entrypoint: string, version: string | undefined): string[] {
  const invalid = (reason: string) =>
    new PosthumanError("ALGORITHM_ENTRYPOINT_INVALID", { entrypoint, reason });
  const [program = "", ...args] = entrypoint.split(" ").filter((part) => part !== "");
  const asked = PYTHON.exec(program);
  if (!asked) throw invalid(`this worker runs Python only, and ${program || "nothing"} is none`);
  const [, wanted = "3"] = asked;
  if (version !== undefined && !`${version}.`.startsWith(`${wanted}.`))
    throw invalid(`this worker's Python is ${version}`);
  if (!args.includes("$ALGO")) throw invalid("it does not name $ALGO, the algorithm's file, as an argument");
  return args.map((arg) => (arg === "$ALGO" ? ALGORITHM_PATH : arg));
}
