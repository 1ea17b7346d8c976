import { PosthumanError } from "@posthuman/sdk";
import type { JsonRpcProvider } from "ethers";

/**
 * Makes sure that what a journal says was deployed is on the chain.
 *
 * @param deployed Addresses by the ids of Ignition's futures.
 * @throws PosthumanError `DEPLOYMENT_LOST` with the first contract that is not there.
 */
export async function checkJournal(
  rpc: JsonRpcProvider,
  deployed: Readonly<Record<string, string>>,
  where: { readonly network: string; readonly folder: string },
): Promise<void> {
  for (const [id, address] of Object.entries(deployed)) {
    if ((await rpc.getCode(address)) !== "0x") continue;
    throw new PosthumanError("DEPLOYMENT_LOST", { name: id.replace(/^.*#/, ""), address, ...where });
  }
}
