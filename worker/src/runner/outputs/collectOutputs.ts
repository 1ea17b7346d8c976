import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { openRegular } from "../../store/files.ts";
import { decodedForms, findWeights, weightsMagic } from "./findWeights.ts";
import { checkJson, checkText, outputRules, type OutputRule } from "./outputRules.ts";
import { readPng } from "./readPng.ts";

/** An output that may leave: its name, the host's path to it, and its hash and size in bytes. */
export interface CollectedOutput {
  readonly path: string;
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
}

/** What to collect. */
export interface CollectOptions {
  readonly kind: keyof typeof outputRules;
  /** The job's `outputs` folder, after the job has ended. */
  readonly folder: string;
  /** Folders with weights that the job could read or write: `model`, `lineage`, `state`. Those that are missing hold none. */
  readonly weights: readonly string[];
  readonly limits: { readonly outputBytes: number; readonly outputFiles: number };
}

/**
 * Applies the output rules of a kind of job, and lists the outputs by name. One bad file refuses them all.
 * @throws PosthumanError `OUTPUT_FORBIDDEN`, `OUTPUT_TOO_LARGE`, `OUTPUT_HOLDS_WEIGHTS`.
 */
export async function collectOutputs({
  kind,
  folder,
  weights,
  limits,
}: CollectOptions): Promise<CollectedOutput[]> {
  const names = (await readdir(folder)).sort();
  const tooLarge = (limit: number, reason: string) =>
    new PosthumanError("OUTPUT_TOO_LARGE", { limit, reason });
  if (names.length > limits.outputFiles)
    throw tooLarge(limits.outputBytes, `outputs holds more than ${limits.outputFiles} files`);
  const collected: CollectedOutput[] = [];
  const examined: Examined[] = [];
  let total = 0;
  for (const path of names) {
    const rule = outputRules[kind].find(({ name }) => name.test(path));
    if (!rule) throw forbidden(path, `a job of kind ${kind} has no such output, only ${namesOf(kind)}`);
    const file = join(folder, path);
    const bytes = await readOutput(file, path, Math.min(rule.maxBytes, limits.outputBytes));
    total += bytes.length;
    if (total > limits.outputBytes) throw tooLarge(limits.outputBytes, `outputs holds ${total} bytes`);
    examined.push(examine(path, bytes, rule));
    collected.push({
      path,
      file,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      size: bytes.length,
    });
  }
  // What holds weights is called that, even if it is badly made besides.
  const searched = examined.flatMap(({ path, forms }) => forms.map((bytes) => ({ path, bytes })));
  const thief = await findWeights(searched, weights);
  if (thief) throw holdsWeights(thief.path, "bytes of it are bytes of a model");
  const bad = examined.find(({ trouble }) => trouble !== undefined);
  if (bad) throw forbidden(bad.path, bad.trouble ?? "");
  return collected;
}

/** The rules' names as a person writes them. */
function namesOf(kind: CollectOptions["kind"]): string {
  return outputRules[kind].map(({ name }) => name.source.replace(/[\\^$]/g, "")).join(", ");
}

/** The bytes of a plain file of its own: no link of either kind, which could show a file of the host. */
async function readOutput(file: string, path: string, maxBytes: number): Promise<Buffer> {
  const irregular = forbidden(path, "it is not a regular file");
  if (!(await lstat(file)).isFile()) throw irregular;
  await using handle = await openRegular(file).catch((error: unknown) => {
    throw forbidden(path, "it cannot be read", error);
  });
  if (!handle) throw irregular;
  const { nlink, size } = await handle.stat();
  if (nlink !== 1) throw forbidden(path, "it is a hard link");
  if (size > maxBytes) {
    const reason = `one file holds ${size} bytes`;
    throw new PosthumanError("OUTPUT_TOO_LARGE", { limit: maxBytes, reason });
  }
  return handle.readFile();
}

/** A file's form: why it is not what its rule says, and the bytes that it or what it encodes consists of. */
interface Examined {
  readonly path: string;
  readonly trouble: string | undefined;
  readonly forms: readonly Buffer[];
}

function examine(path: string, bytes: Buffer, { format }: OutputRule): Examined {
  const magic = weightsMagic(bytes);
  if (magic !== undefined) throw holdsWeights(path, `its format is ${magic}`);
  if (format !== "png") {
    const trouble = format === "json" ? checkJson(bytes) : checkText(bytes);
    return { path, trouble, forms: [bytes, ...decodedForms(bytes.toString("latin1"))] };
  }
  const picture = readPng(bytes);
  if (typeof picture === "string") return { path, trouble: picture, forms: [bytes] };
  return { path, trouble: undefined, forms: [bytes, picture.pixels] };
}

function forbidden(path: string, reason: string, cause?: unknown): PosthumanError {
  return new PosthumanError("OUTPUT_FORBIDDEN", { path: printable(path), reason }, { cause });
}

function holdsWeights(path: string, reason: string): PosthumanError {
  return new PosthumanError("OUTPUT_HOLDS_WEIGHTS", { path: printable(path), reason });
}

/** A name that the algorithm chose, fit for a log. */
function printable(path: string): string {
  return path.slice(0, 100).replace(/[^\w. -]/g, "?");
}
