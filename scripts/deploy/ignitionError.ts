import { PosthumanError } from "@posthuman/sdk";
import { decodeError } from "../../sdk/src/errors/decodeError.ts";

/**
 * The catalogue's error for whatever Ignition threw: its own errors carry their advice; what the connection says is
 * decoded as everywhere.
 *
 * @param url The endpoint without its secrets.
 * @returns The error, ready to be thrown.
 */
export function ignitionError(error: unknown, url: string): PosthumanError {
  const { name, message } = error as Error;
  if (name !== "HardhatError") return decodeError(error, { url });
  const lines = message.replace(/^\S+: /, "").split(/\n+/);
  const reason = lines.join(" ").trim().replace(/\.$/, "");
  return new PosthumanError("DEPLOYMENT_STOPPED", { reason }, { cause: error });
}
