import { z } from "zod";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { problemsOf } from "../protocol/json.ts";
import type { AlgorithmDescription } from "./AlgorithmDdo.ts";

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
 * @returns All of a description except what follows from the file.
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

/** Ocean's form of what a program runs in. */
interface Container {
  readonly entrypoint: string;
  readonly image: string;
  readonly tag: string;
  readonly checksum: string;
}

/** Stands in Ocean's form, which demands an image, for the Python that every worker has. */
const OWN = { image: "posthuman", tag: "python3" };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A program's container section; where it needs no image, the checksum is that of its file. */
export function toContainer(entrypoint: string, image: string | undefined, sha256: string): Container {
  const [name = "", checksum = "none-given"] = image?.split("@") ?? [];
  if (image === undefined) return { entrypoint, ...OWN, checksum: `sha256:${sha256}` };
  const colon = name.lastIndexOf(":");
  return { entrypoint, image: name.slice(0, colon), tag: name.slice(colon + 1), checksum };
}

/**
 * The image that a container section names, as `name:tag` with the digest if there is one; none for a worker's own
 * Python.
 */
export function imageOf({ image, tag, checksum }: Omit<Container, "entrypoint">): string | undefined {
  if (image === OWN.image) return undefined;
  return DIGEST.test(checksum) ? `${image}:${tag}@${checksum}` : `${image}:${tag}`;
}
