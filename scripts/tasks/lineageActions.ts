import { readFile } from "node:fs/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BrowserProvider } from "ethers";
import {
  claimFor,
  collect,
  connect,
  deploymentOn,
  formatAmount,
  getModel,
  getToken,
  inboxOf,
  lineageOf,
  parseAddresses,
  parseAmount,
  pay,
  PosthumanError,
  settleLineage,
  sharesOf,
  type Client,
} from "@posthuman/sdk";

/** What every one of these tasks takes. */
interface LineageArguments {
  /** File with the address document; empty for the network's own deployment. */
  readonly addresses: string;
  /** Empty for OCEAN. */
  readonly token: string;
}

type ModelArguments = LineageArguments & { readonly model: string };
type PayArguments = ModelArguments & { readonly amount: string };
type ClaimArguments = LineageArguments & { readonly account: string };

/** `npx hardhat lineage:show <model>`: each ancestor, who earns what, and what waits to be shared. */
export const show = (options: ModelArguments, hre: HardhatRuntimeEnvironment) =>
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

/** `npx hardhat lineage:pay <model> <amount>`. */
export const payModel = (options: PayArguments, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { model, amount } = options;
    const { symbol, decimals } = await getToken(client, token);
    const { receipt, gasUsed } = await pay(client, { model, token, amount: parseAmount(amount, decimals) });
    return `${model} received ${amount} ${symbol} in ${receipt.hash} for ${gasUsed} gas.`;
  });

/** `npx hardhat lineage:collect <model>`: books what its own address holds as its income. */
export const collectIncome = (options: ModelArguments, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { model } = options;
    const { symbol, decimals } = await getToken(client, token);
    const { result, receipt } = await collect(client, { model, token });
    return `${formatAmount(result, decimals)} ${symbol} are income of ${model} now, by ${receipt.hash}.`;
  });

/** `npx hardhat lineage:settle <model>`: shares what it and its ancestors hold. */
export const settleIncome = (options: ModelArguments, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const { model } = options;
    const models = (await lineageOf(client, model)).length;
    const { receipt, gasUsed } = await settleLineage(client, { model, token });
    return `${models} models settled in ${receipt.hash} for ${gasUsed} gas.`;
  });

/** `npx hardhat lineage:claim`: sends an account what it earned. */
export const claimIncome = (options: ClaimArguments, hre: HardhatRuntimeEnvironment) =>
  runWithClient(hre, options, async (client, token) => {
    const account = options.account === "" ? (client.account ?? "") : options.account;
    const { symbol, decimals } = await getToken(client, token);
    const { result, receipt } = await claimFor(client, { account, token });
    return `${account} received ${formatAmount(result, decimals)} ${symbol} in ${receipt.hash}.`;
  });

/** Runs one task: prints what it says, or what went wrong and what to do. The exit code tells which. */
async function runWithClient(
  hre: HardhatRuntimeEnvironment,
  options: LineageArguments,
  run: (client: Client, token: string) => Promise<string>,
): Promise<void> {
  try {
    const { client, token, close } = await openClient(hre, options);
    try {
      console.log(await run(client, token));
    } finally {
      await close();
    }
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
    console.error(`${error.message} (${error.code})\n  Why: ${error.why}\n  Fix: ${error.fix}`);
    process.exitCode = 1;
  }
}

/**
 * Connects the SDK to the network that Hardhat was started with, and its first account.
 * @throws PosthumanError `NOT_DEPLOYED`, `ADDRESSES_INVALID`, `CHAIN_MISMATCH`, `CONTRACT_MISSING`.
 */
async function openClient(
  hre: HardhatRuntimeEnvironment,
  { addresses, token }: LineageArguments,
): Promise<{ client: Client; token: string; close: () => Promise<void> }> {
  const connection = await hre.network.connect();
  const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  const document =
    addresses === ""
      ? deploymentOn(Number((await provider.getNetwork()).chainId))
      : parseAddresses(JSON.parse(await readFile(addresses, "utf8")));
  const client = await connect({ provider, signer: await provider.getSigner(), addresses: document });
  return {
    client,
    token: token === "" ? document.ocean.Token : token,
    async close() {
      provider.destroy();
      await connection.close();
    },
  };
}
