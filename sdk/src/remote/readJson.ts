import { urlWithoutSecrets } from "../client/checks.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * An answer's body as JSON.
 *
 * @throws PosthumanError `WORKER_ANSWER_INVALID`.
 */
export async function readJson(response: Response): Promise<unknown> {
  const url = urlWithoutSecrets(response.url);
  try {
    return await response.json();
  } catch (cause) {
    const method = `GET ${new URL(response.url).pathname}`;
    throw new PosthumanError("WORKER_ANSWER_INVALID", { url, method, reason: "no JSON" }, { cause });
  }
}
