import type { JsonRpcProvider } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import { ourArtifacts } from "../../deploy/ourArtifacts.ts";
import { sameCode } from "./sameCode.ts";

/**
 * Makes sure that what lies at addresses is what this build makes, apart from immutables.
 *
 * @param contracts Addresses by the contracts' names.
 * @throws PosthumanError `CODE_DIFFERS` with the first contract that is something else.
 */
export async function checkCode(
  rpc: JsonRpcProvider,
  contracts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, address] of Object.entries(contracts)) {
    const same = sameCode(await rpc.getCode(address), await ourArtifacts.loadArtifact(name));
    if (!same) throw new PosthumanError("CODE_DIFFERS", { name, address });
  }
}
