import type { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";
import { withoutNulls } from "./withoutNulls.ts";

/**
 * Checks a call's body.
 * @throws PosthumanError `CALL_PARAMETER_UNKNOWN`, `CALL_INVALID`; what the body holds is never repeated.
 */
export function parseBody<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(withoutNulls(body));
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const unknown = issues.find(({ code }) => code === "unrecognized_keys");
  if (unknown?.code === "unrecognized_keys") {
    const name = [...unknown.path, unknown.keys[0] ?? ""].join(".").slice(0, 100);
    const known = Object.keys(schema.shape as object).join(", ");
    throw new PosthumanError("CALL_PARAMETER_UNKNOWN", { name, known });
  }
  const problems = issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  const param = issues[0]?.path.join(".") || "body";
  throw new PosthumanError("CALL_INVALID", { problems: problems.join("; ").slice(0, 500), param });
}
