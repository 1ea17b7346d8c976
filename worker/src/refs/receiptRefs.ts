import { checkReceipt, type Receipt } from "@posthuman/sdk";
import type { Refs } from "./openRefs.ts";

/** A receipt, and the bytes whose keccak256 is on chain. */
export interface StoredReceipt {
  readonly receipt: Receipt;
  readonly bytes: Buffer;
}

/** Keeps the receipt of a job. */
export function writeReceipt(refs: Refs, job: string, bytes: Uint8Array): Promise<void> {
  return refs.write(bytes, "receipts", job);
}

/** The receipt of a job that this worker ran to its end. */
export async function readReceipt(refs: Refs, job: string): Promise<StoredReceipt | undefined> {
  const bytes = await refs.read("receipts", job);
  return bytes && { bytes, receipt: checkReceipt(JSON.parse(bytes.toString())) };
}
