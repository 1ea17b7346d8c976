import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { getToken, parseAmount, pay } from "@posthuman/sdk";
import type { LineageArguments } from "./openClient.ts";
import { runWithClient } from "./runWithClient.ts";

type Arguments = LineageArguments & { readonly model: string; readonly amount: string };

/** `npx hardhat lineage:pay <model> <amount>`. */
export default (options: Arguments, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { model, amount } = options;
    const { symbol, decimals } = await getToken(client, token);
    const { receipt, gasUsed } = await pay(client, { model, token, amount: parseAmount(amount, decimals) });
    return `${model} received ${amount} ${symbol} in ${receipt.hash} for ${gasUsed} gas.`;
  });
