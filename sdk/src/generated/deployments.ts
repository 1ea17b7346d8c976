// Made from Ocean's address file and deploy/deployments by `npm run generate`.
import type { Addresses } from "../base/Addresses.ts";

/** Chain ids by the names that Ocean gives the networks. */
export const networks: Readonly<Record<string, number>> = {
  mumbai: 80001,
  polygon: 137,
  bsc: 56,
  energyweb: 246,
  moonriver: 1285,
  mainnet: 1,
  goerli: 5,
  polygonedge: 81001,
  gaiaxtestnet: 2021000,
  alfajores: 44787,
  "gen-x-testnet": 100,
  filecointestnet: 3141,
  oasis_sapphire_testnet: 23295,
  sepolia: 11155111,
  oasis_sapphire: 23294,
  optimism_sepolia: 11155420,
  optimism: 10,
  "pontus-x-devnet": 32456,
  base: 8453,
};

/** Where our contracts lie, on every public network that has them. */
export const deployments: readonly Addresses[] = [];
