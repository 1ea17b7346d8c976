import { z } from "zod";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { problemsOf } from "../protocol/json.ts";
import type { AlgorithmDescription } from "./AlgorithmDdo.ts";
import { imageOf } from "./container.ts";

const text = (least: number, most: number) => z.string().min(least).max(most);

const container = z.object({
  entrypoint: text(3, 256),
  image: text(1, 256).default("posthuman"),
  tag: text(1, 256).default("latest"),
  checksum: z.string().max(512).default(""),
});

const schema = z.object({
  type: z.literal("algorithm").default("algorithm"),
  name: text(4, 512),
  description: text(10, 7_000),
  author: text(1, 256),
  license: text(1, 256),
  tags: z.array(text(1, 256)).max(64).optional(),
  algorithm: z.object({ version: text(1, 256).optional(), container }),
});

/**
 * Reads the `metadata` section of an algorithm in Ocean's form; fields that are not about running or describing it are
 * left aside.
 *
 * @returns All of a description but what follows from the file.
 * @throws PosthumanError `ALGORITHM_METADATA_INVALID`, which lists every field that is wrong.
 *
 * @example
 * parseAlgorithmMetadata(JSON.parse(await readFile("metadata.json", "utf8"))).entrypoint; // "python3 $ALGO"
 */
export function parseAlgorithmMetadata(value: unknown): Omit<AlgorithmDescription, "sha256" | "size"> {
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new PosthumanError("ALGORITHM_METADATA_INVALID", { problems: problemsOf(parsed.error) });
  const { name, description, author, license, tags, algorithm } = parsed.data;
  const { entrypoint } = algorithm.container;
  const image = imageOf(algorithm.container);
  return { name, description, author, license, tags, version: algorithm.version, entrypoint, image };
}
