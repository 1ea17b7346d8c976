import { PosthumanError } from "@posthuman/sdk";
import type { JsonRpcProvider } from "ethers";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import { sameCode } from "./sameCode.ts";

/**
 * Makes sure that what lies at addresses is what this build makes, apart from immutables. Where several names share an
 * address, they are parts of one contract, whose name is among them.
 *
 * @param contracts Addresses by the contracts' names.
 * @throws PosthumanError `CODE_DIFFERS` with the first contract that is something else.
 */
export async function checkCode(
  rpc: JsonRpcProvider,
  contracts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const address of new Set(Object.values(contracts))) {
    const names = Object.keys(contracts).filter((name) => contracts[name] === address);
    const code = await rpc.getCode(address);
    const artifacts = await Promise.all(names.map((name) => ourArtifacts.loadArtifact(name)));
    if (artifacts.some((artifact) => sameCode(code, artifact))) continue;
    throw new PosthumanError("CODE_DIFFERS", { name: names.join(", "), address });
  }
}
