import type { Signer } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { Client } from "./Client.ts";

/**
 * The client's signer and its address.
 *
 * @throws PosthumanError `SIGNER_MISSING` if the client only reads.
 */
export function signingAccount({ signer, account }: Client): { signer: Signer; account: string } {
  if (!signer || !account) throw new PosthumanError("SIGNER_MISSING");
  return { signer, account };
}
