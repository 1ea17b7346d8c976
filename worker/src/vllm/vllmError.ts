import { PosthumanError } from "@posthuman/sdk";

const CONTEXT =
  /^This model's maximum context length is (\d+) tokens\. However, .*?(\d+) (\w+ tokens|characters)/;
const TEMPLATE = /^As of transformers v4\.44, default chat template is no longer allowed/;

/** What vLLM refuses a request with, where our own engines have a name for it. */
export function vllmError(message: string): PosthumanError | undefined {
  const [, limit, count, unit] = CONTEXT.exec(message) ?? [];
  if (limit !== undefined) {
    // Of a text that is much too long it only knows the characters; a token has one at least, mostly more.
    const tokens = unit === "characters" ? `more than ${limit}` : Number(count);
    return new PosthumanError("CONTEXT_TOO_LONG", { tokens, limit: Number(limit), param: "prompt" });
  }
  if (TEMPLATE.test(message)) return new PosthumanError("CHAT_TEMPLATE_MISSING", { param: "messages" });
  return undefined;
}
