import { PosthumanError } from "@posthuman/sdk";
import { formatEther, type JsonRpcProvider } from "ethers";
import type { MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import type { PlannedContract } from "./planDeployment.ts";

/** A deployment that is about to begin. */
export interface ShownPlan {
  readonly rpc: JsonRpcProvider;
  readonly network: PublicNetwork;
  readonly values: MarketValues;
  readonly plan: readonly PlannedContract[];
  /** Who pays. */
  readonly account: string;
  /** The endpoint without its secrets. */
  readonly url: string;
}

/**
 * Shows what a deployment will do and cost.
 *
 * @param say Is told, for a person.
 * @returns The gas that it takes; 0 if everything is there.
 * @throws PosthumanError `DEPLOYER_COIN_TOO_LOW` if the account could not pay for it.
 */
export async function showPlan(
  { rpc, network, values, plan, account, url }: ShownPlan,
  say: (line: string) => void,
): Promise<bigint> {
  const gas = plan.reduce((sum, contract) => sum + contract.gas, 0n);
  const { gasPrice, maxFeePerGas } = await rpc.getFeeData();
  const price = gasPrice ?? 0n;
  const need = gas * (maxFeePerGas ?? price);
  const have = await rpc.getBalance(account);
  const stakes = {
    leaseStake: formatEther(values.leaseStake),
    lapsePenalty: formatEther(values.lapsePenalty),
  };
  say(`Network   ${network.name}, chain ${network.chainId}, at ${url}`);
  say(`Account   ${account}, which holds ${formatEther(have)}`);
  for (const [name, value] of Object.entries({ ...values, ...stakes })) {
    say(`With      ${name.padEnd(16)} ${String(value)}`);
  }
  for (const { name, address, exists } of plan) {
    say(`${exists ? "Is there" : "Deploys "}  ${name.padEnd(16)} ${address}`);
  }
  say(
    `Cost      about ${gas} gas, ${formatEther(gas * price)} of the chain's coin, at most ${formatEther(need)}`,
  );
  if (have >= need) return gas;
  throw new PosthumanError("DEPLOYER_COIN_TOO_LOW", {
    ...{ account, network: network.name, have: formatEther(have), need: formatEther(need) },
  });
}
