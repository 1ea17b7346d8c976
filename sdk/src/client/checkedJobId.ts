import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * Makes sure that something can be a job's id.
 *
 * @throws PosthumanError `ARGUMENT_INVALID`.
 */
export function checkedJobId(id: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(id)) return id;
  throw new PosthumanError("ARGUMENT_INVALID", {
    argument: "id",
    reason: `a job's id is 0x and 64 hex digits, not ${id.slice(0, 80) || "nothing"}`,
  });
}
