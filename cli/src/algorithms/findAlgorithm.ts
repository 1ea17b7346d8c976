import {
  balanceOf,
  getAlgorithm,
  getToken,
  PosthumanError,
  type AlgorithmReference,
  type Client,
} from "@posthuman/sdk";
import { readAlgorithm } from "./readAlgorithm.ts";

/** An algorithm that a person means, ready for a manifest. */
export interface FoundAlgorithm {
  readonly reference: AlgorithmReference;
  /** What to call it. */
  readonly name: string;
  /** What one job with it costs besides; empty for one's own. */
  readonly price: string;
  /** How many of its datatokens are missing for one job, in wei. */
  readonly missing: bigint;
  /** One's own, which is brought to the worker; for nobody else. */
  readonly upload?: { readonly bytes: Buffer; readonly file: string };
}

/** What commands say of their option `--algorithm`. */
export const ALGORITHM_HELP =
  "run this in place of the worker's own: an asset's datatoken, a folder of yours, or the SHA-256 of what you brought";

/** How a file is run of which nothing is known but its hash. */
const USUAL = "python3 $ALGO";

const ONE = 10n ** 18n;

/**
 * The algorithm that a person means: a published one by its datatoken's address; one that the person brought to the worker
 * before, by its SHA-256; or a folder.
 * @throws PosthumanError as `getAlgorithm` and `readAlgorithm`.
 */
export async function findAlgorithm(client: Client, text: string): Promise<FoundAlgorithm> {
  const sha256 = /^(?:0x)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
  if (sha256 !== undefined) {
    const reference = { sha256, entrypoint: USUAL };
    return { reference, name: "brought before", price: "", missing: 0n };
  }
  if (text.startsWith("0x")) {
    const { name, ...reference } = await getAlgorithm(client, text);
    const { asset } = reference;
    const held = await balanceOf(client, { token: asset, account: client.account ?? "" });
    const { symbol } = await getToken(client, asset);
    return { reference, name, price: `1 ${symbol}`, missing: held < ONE ? ONE - held : 0n };
  }
  const { bytes, file, name, entrypoint, image, ...own } = await readAlgorithm(text);
  const reference = { sha256: own.sha256, entrypoint, image };
  return { reference, name, price: "", missing: 0n, upload: { bytes, file } };
}

/**
 * Makes sure that a worker says that it runs an algorithm; one that says nothing decides when it sees the job.
 * @throws PosthumanError `ALGORITHM_NOT_ALLOWED`, `ALGORITHM_IMAGE_UNKNOWN`.
 */
export function requireAllowed(
  { sha256, image }: AlgorithmReference,
  policy: { readonly trusted: "any" | readonly string[]; readonly images: readonly string[] } | undefined,
): void {
  if (policy === undefined) return;
  if (policy.trusted !== "any" && !policy.trusted.includes(sha256))
    throw new PosthumanError("ALGORITHM_NOT_ALLOWED", { sha256 });
  const names = image === undefined ? [] : [image, image.split("@")[0] ?? ""];
  if (image !== undefined && !policy.images.some((name) => names.includes(name)))
    throw new PosthumanError("ALGORITHM_IMAGE_UNKNOWN", { image, known: policy.images.join(", ") || "none" });
}
