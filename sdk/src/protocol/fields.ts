import { getAddress, isAddress } from "ethers";
import { z } from "zod";

/** A SHA-256 as 64 lower-case hex digits. */
export const sha256Field = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");

/** 32 bytes in lower-case hex after 0x. */
export const bytes32Field = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes in lower-case hex");

/** An address with its checksum. */
export const addressField = z
  .string()
  .refine((value) => isAddress(value) && getAddress(value) === value, "must be an address with its checksum");

/** A number of bytes. */
export const sizeField = z.number().int().nonnegative().safe();

/** Each problem that a schema found, as `field: what is wrong`. */
export function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`).join("; ");
}
