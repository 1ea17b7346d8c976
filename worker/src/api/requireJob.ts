import { PosthumanError } from "@posthuman/sdk";
import type { ApiContext } from "./ApiContext.ts";
import type { JobView } from "./JobView.ts";

/**
 * The job that an address names.
 * @throws PosthumanError `NAME_INVALID`, `JOB_UNKNOWN`.
 */
export function requireJob({ job }: Pick<ApiContext, "job">, id: string): JobView {
  if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw new PosthumanError("NAME_INVALID", { name: id.slice(0, 100) });
  const found = job(id.toLowerCase());
  if (!found) throw new PosthumanError("JOB_UNKNOWN", { id });
  return found;
}
