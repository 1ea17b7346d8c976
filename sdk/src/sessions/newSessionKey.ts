import { encodeBase64, randomBytes } from "ethers";

/** Makes a key that nobody can guess: `ph-` and 32 random bytes in base64url. */
export function newSessionKey(): string {
  const encoded = encodeBase64(randomBytes(32));
  return `ph-${encoded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}
