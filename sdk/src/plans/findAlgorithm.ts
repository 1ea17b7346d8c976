import { getAlgorithm } from "../algorithms/getAlgorithm.ts";
import type { Client } from "../client/Client.ts";
import type { AlgorithmReference } from "../jobs/createManifest.ts";
import type { Source } from "../remote/sha256Of.ts";

/** A program of one's own, or one that was uploaded to the worker before. */
export interface OwnAlgorithm {
  /** Of its one file. 64 hex digits. */
  readonly sha256: string;
  /** Its command line, in which `$ALGO` stands for the file; default `python3 $ALGO`. */
  readonly entrypoint?: string;
  /** Container image that it is meant for, as `name:tag`. */
  readonly image?: string | undefined;
  /** What to call it. */
  readonly name?: string;
  /** What is uploaded to the worker, for nobody else; nothing if it is already there. */
  readonly file?: { readonly name: string; readonly source: Source };
}

/** What runs instead of the worker's own algorithm: a published asset by its datatoken, or a program of one's own. */
export type WantedAlgorithm = { readonly asset: string } | OwnAlgorithm;

/** An algorithm that is ready for a manifest. */
export interface ResolvedAlgorithm {
  /** How a manifest names it. */
  readonly reference: AlgorithmReference;
  /** What it is called; nothing for one that was uploaded before, of which only the hash is known. */
  readonly name: string | undefined;
  /** What is uploaded to the worker. */
  readonly file: OwnAlgorithm["file"];
}

/** How a file is run of which nothing is known but its hash. */
const USUAL = "python3 $ALGO";

/** @throws PosthumanError as `getAlgorithm`. */
export async function findAlgorithm(client: Client, wanted: WantedAlgorithm): Promise<ResolvedAlgorithm> {
  if ("asset" in wanted) {
    const { name, ...reference } = await getAlgorithm(client, wanted.asset);
    return { reference, name, file: undefined };
  }
  const { sha256, entrypoint = USUAL, image, name, file } = wanted;
  return { reference: { sha256, entrypoint, image }, name, file };
}
