import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { collect, formatAmount, getToken } from "@posthuman/sdk";
import type { LineageArguments } from "./openClient.ts";
import { runWithClient } from "./runWithClient.ts";

/** `npx hardhat lineage:collect <model>`. */
export default (options: LineageArguments & { readonly model: string }, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { model } = options;
    const { symbol, decimals } = await getToken(client, token);
    const { result, receipt } = await collect(client, { model, token });
    return `${formatAmount(result, decimals)} ${symbol} are income of ${model} now, by ${receipt.hash}.`;
  });
