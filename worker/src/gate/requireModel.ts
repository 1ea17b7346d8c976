import { PosthumanError } from "@posthuman/sdk";
import type { LiveSession } from "../sessions/createLiveSession.ts";

/** What clients of Hugging Face name where they were told of an address and no model. */
const PLACEHOLDERS = ["dummy", "tgi"];

/**
 * Makes sure that a call is for the session's model: by its datatoken or its name. None at all, and what clients put in
 * the place of none, will do as well.
 * @throws PosthumanError `MODEL_NOT_SERVED`.
 */
export function requireModel({ model: { id, name } }: LiveSession, asked: unknown): void {
  if (typeof asked !== "string") return;
  if (asked === name || asked.toLowerCase() === id.toLowerCase()) return;
  if (PLACEHOLDERS.includes(asked) || /^https?:\/\//.test(asked)) return;
  throw new PosthumanError("MODEL_NOT_SERVED", { model: asked.slice(0, 100), served: id });
}
