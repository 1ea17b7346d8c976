import { sha256, toUtf8Bytes } from "ethers";
import { canonicalJson } from "./canonicalJson.ts";

/**
 * What stands for a call's request in a session's receipt: SHA-256 of its body, as the client sent it.
 *
 * @param body The JSON value; bytes for a body that is none, such as a picture.
 * @returns 32 bytes in hex. Of JSON it is that of the canonical form, so that white space and the order of keys do not count.
 * @throws PosthumanError `ARGUMENT_INVALID` for what JSON cannot hold, such as a lone surrogate.
 *
 * @example
 * requestHashOf({ model: "m", prompt: "Once" }) === requestHashOf({ prompt: "Once", model: "m" }); // true
 */
export function requestHashOf(body: unknown): string {
  return sha256(body instanceof Uint8Array ? body : toUtf8Bytes(canonicalJson(body)));
}
