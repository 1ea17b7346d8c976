import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { formatAmount, getModel, getToken, inboxOf, lineageOf, sharesOf } from "@posthuman/sdk";
import type { LineageArguments } from "./openClient.ts";
import { runWithClient } from "./runWithClient.ts";

/** `npx hardhat lineage:show <model>`. */
export default (options: LineageArguments & { readonly model: string }, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { symbol, decimals } = await getToken(client, token);
    const lineage = await lineageOf(client, options.model);
    const shares = await sharesOf(client, options.model);
    const lines = shares.map(async ({ hop, recipient, share }) => {
      const percent = `${formatAmount(share * 100n)} %`;
      const model = hop === undefined ? undefined : lineage[hop];
      if (model === undefined) return `(tail)  ${recipient}  ${percent}`;
      const { name } = await getModel(client, model);
      const waiting = formatAmount(await inboxOf(client, { model, token }), decimals);
      return `${name}  ${model}  ${recipient}  ${percent}  ${waiting} ${symbol} waiting`;
    });
    return (await Promise.all(lines)).join("\n");
  });
