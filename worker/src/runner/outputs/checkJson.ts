import { checkText } from "./checkText.ts";

/** Why these bytes are no JSON object, or nothing if they are. */
export function checkJson(bytes: Buffer): string | undefined {
  const trouble = checkText(bytes);
  if (trouble !== undefined) return trouble;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? undefined
      : "it is no JSON object";
  } catch {
    return "it is not JSON";
  }
}
