import { PosthumanError, type Manifest } from "@posthuman/sdk";
import type { AlgorithmPolicy } from "./AlgorithmPolicy.ts";
import { parseEntrypoint } from "./parseEntrypoint.ts";
import type { PlannedAlgorithm } from "./PlannedAlgorithm.ts";

/**
 * Makes sure that the operator lets jobs run an algorithm, and that there is something to run it with.
 * @throws PosthumanError `ALGORITHM_NOT_ALLOWED`, `ALGORITHM_IMAGE_UNKNOWN`, `ALGORITHM_ENTRYPOINT_INVALID`.
 */
export function checkAlgorithm(
  { trusted, images, interpreter, python }: AlgorithmPolicy,
  { sha256, entrypoint, image }: NonNullable<Manifest["algorithm"]>,
): Pick<PlannedAlgorithm, "interpreter" | "args"> {
  if (trusted !== "any" && !trusted.includes(sha256))
    throw new PosthumanError("ALGORITHM_NOT_ALLOWED", { sha256 });
  if (image === undefined) return { interpreter, args: parseEntrypoint(entrypoint, python) };
  const standIn = [image, image.split("@")[0] ?? ""].find((name) => Object.hasOwn(images, name));
  if (standIn === undefined) {
    const known = Object.keys(images).join(", ") || "none";
    throw new PosthumanError("ALGORITHM_IMAGE_UNKNOWN", { image, known });
  }
  return { interpreter: images[standIn] ?? "", args: parseEntrypoint(entrypoint, undefined) };
}
