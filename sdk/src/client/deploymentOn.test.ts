import { Wallet } from "ethers";
import { expect, test } from "vitest";
import type { Addresses } from "../base/Addresses.ts";
import { deploymentOn } from "./deploymentOn.ts";
import { networkNamed } from "./networkNamed.ts";

const address = () => Wallet.createRandom().address;
const deployment: Addresses = {
  chainId: 11_155_111,
  startBlock: 7,
  ocean: { Token: address(), Factory: address(), Router: address() },
  posthuman: {
    JobMarket: address(),
    ModelRegistry: address(),
    LineageVault: address(),
    WorkerRegistry: address(),
    Offers: address(),
    PoolDesk: address(),
    Checkout: address(),
  },
};

test("a network is found by its name and by its chain id", () => {
  const sepolia = { name: "sepolia", chainId: 11_155_111 };
  expect([networkNamed("sepolia"), networkNamed(11_155_111), networkNamed("11155111")]).toEqual([
    ...[sepolia, sepolia, sepolia],
  ]);
  expect(deploymentOn("sepolia", { known: [deployment] })).toBe(deployment);
});

test("a network that nobody knows, and one without a deployment, are told apart", () => {
  expect(() => deploymentOn("sepolio")).toThrow("There is no network sepolio.");
  expect(() => deploymentOn("polygon", { known: [deployment] })).toThrow(
    expect.objectContaining({
      code: "NOT_DEPLOYED",
      message: "Posthuman is not deployed on polygon (chain 137) yet.",
    }),
  );
});
