import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { claimFor, formatAmount, getToken } from "@posthuman/sdk";
import type { LineageArguments } from "./openClient.ts";
import { runWithClient } from "./runWithClient.ts";

/** `npx hardhat lineage:claim`. */
export default (options: LineageArguments & { readonly account: string }, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const account = options.account === "" ? (client.account ?? "") : options.account;
    const { symbol, decimals } = await getToken(client, token);
    const { result, receipt } = await claimFor(client, { account, token });
    return `${account} received ${formatAmount(result, decimals)} ${symbol} in ${receipt.hash}.`;
  });
