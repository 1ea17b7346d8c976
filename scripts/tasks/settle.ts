import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { lineageOf, settleLineage } from "@posthuman/sdk";
import type { LineageArguments } from "./openClient.ts";
import { runWithClient } from "./runWithClient.ts";

/** `npx hardhat lineage:settle <model>`. */
export default (options: LineageArguments & { readonly model: string }, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { model } = options;
    const models = (await lineageOf(client, model)).length;
    const { receipt, gasUsed } = await settleLineage(client, { model, token });
    return `${models} models settled in ${receipt.hash} for ${gasUsed} gas.`;
  });
