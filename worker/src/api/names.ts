import { isAddress } from "ethers";
import { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";
import type { ApiContext } from "./ApiContext.ts";
import type { JobView } from "./JobView.ts";

/** An address in a route; one with letters of both cases must have the right checksum. */
export const addressParameter = {
  schema: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/)
    .refine((value) => isAddress(value)),
  example: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
} as const;

/** 32 bytes in a route. */
export const hashParameter = {
  schema: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  example: "0x8f3b1c5a6d7e9f00112233445566778899aabbccddeeff00112233445566778a",
} as const;

/** A SHA-256 in a route. */
export const sha256Parameter = {
  schema: z.string().regex(/^[0-9a-f]{64}$/),
  example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
} as const;

/** The job that an address names. */
export const jobParameter = { ...hashParameter, in: "path", description: "The job's id" } as const;

/**
 * The job that an address names.
 * @throws PosthumanError `JOB_UNKNOWN`.
 */
export function requireJob({ job }: Pick<ApiContext, "job">, id: string): JobView {
  const found = job(id.toLowerCase());
  if (!found) throw new PosthumanError("JOB_UNKNOWN", { id });
  return found;
}
