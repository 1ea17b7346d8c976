import { Interface } from "ethers";
import { Checkout__factory } from "../generated/factories/Checkout__factory.ts";
import { JobMarket__factory } from "../generated/factories/JobMarket__factory.ts";
import { LineageVault__factory } from "../generated/factories/LineageVault__factory.ts";
import { ModelRegistry__factory } from "../generated/factories/ModelRegistry__factory.ts";
import { Offers__factory } from "../generated/factories/Offers__factory.ts";
import { PoolDesk__factory } from "../generated/factories/PoolDesk__factory.ts";
import { WorkerRegistry__factory } from "../generated/factories/WorkerRegistry__factory.ts";

const abis = [
  Checkout__factory.abi,
  JobMarket__factory.abi,
  LineageVault__factory.abi,
  ModelRegistry__factory.abi,
  Offers__factory.abi,
  PoolDesk__factory.abi,
  WorkerRegistry__factory.abi,
];

/** Errors that calls of ours meet but that none of those ABIs lists: the collector's, and modern ERC-20 tokens'. */
const foreign = [
  "error Collector_NotVault(address caller)",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
];

/** Every custom error that a call of one of our contracts can end with, whichever contract raised it. */
export const contractInterface = new Interface([
  ...new Set(
    abis.flatMap((abi) => new Interface(abi).fragments.filter(isError).map((f) => f.format("full"))),
  ),
  ...foreign,
]);

function isError(fragment: { type: string }): boolean {
  return fragment.type === "error";
}
