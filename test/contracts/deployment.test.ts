import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { computeAddress, JsonRpcProvider } from "ethers";
import { network } from "hardhat";
import { deployLocal } from "../../deploy/deployLocal.ts";
import { deployPosthuman } from "../../deploy/deployPosthuman.ts";
import Posthuman from "../../deploy/modules/Posthuman.ts";
import type { JobMarket } from "../../types/ethers-contracts/index.ts";
import { contractAt } from "./support/contractAt.ts";

const MAX_TRANSACTION_GAS = 2 ** 24; // EIP-7825
const KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"; // The node's second account.

/** A chain with a public network's limits, on its own. */
const publicLike = () => network.create({ override: { allowUnlimitedContractSize: false } });

async function nonceOf(rpcUrl: string) {
  const rpc = new JsonRpcProvider(rpcUrl);
  return rpc.getTransactionCount(computeAddress(KEY)).finally(() => rpc.destroy());
}

describe("A deployment", () => {
  it("stays under the gas that one transaction may use", async () => {
    const { provider, ethers } = await publicLike();
    await deployPosthuman(provider);
    for (let number = 1; number <= (await ethers.provider.getBlockNumber()); number++) {
      const block = await ethers.provider.getBlock(number);
      expect(block!.gasUsed).to.be.below(MAX_TRANSACTION_GAS);
    }
  });

  it("says where everything lies, and the contracts know each other", async () => {
    const connection = await publicLike();
    const { provider, ethers } = connection;
    const { chainId, startBlock, ocean, posthuman } = await deployPosthuman(provider, { leaseSeconds: 77 });
    expect({ chainId, startBlock }).to.deep.equal({ chainId: 31337, startBlock: 1 });
    for (const address of [...Object.values(ocean), ...Object.values(posthuman)]) {
      expect(await ethers.provider.getCode(address)).to.not.equal("0x");
    }
    const market = await contractAt<JobMarket>("JobMarket", posthuman.JobMarket, connection);
    expect(await market.REGISTRY()).to.equal(posthuman.ModelRegistry);
    expect(await market.VAULT()).to.equal(posthuman.LineageVault);
    expect(posthuman.WorkerRegistry).to.equal(posthuman.JobMarket);
    expect(await market.LEASE_SECONDS()).to.equal(77);
    expect(await market.isFeeToken(ocean.MockUSDC!)).to.equal(true);
  });

  it("reaches a node of its own by a key that the node does not have, and goes on from its journal", async () => {
    const server = await network.createServer({ network: "node" }, "127.0.0.1");
    const journal = await mkdtemp(join(tmpdir(), "posthuman-deploy-"));
    try {
      const { address, port } = await server.listen();
      const options = { rpcUrl: `http://${address}:${port}`, privateKey: KEY, journal };
      const first = await deployLocal(options);
      const nonce = await nonceOf(options.rpcUrl);
      expect(await deployLocal(options)).to.deep.equal(first);
      expect(await nonceOf(options.rpcUrl)).to.equal(nonce);
    } finally {
      await server.close();
      await rm(journal, { recursive: true });
    }
  });
});

describe("The parameters of a public network", () => {
  const require = createRequire(import.meta.url);
  const networks = require("@oceanprotocol/contracts/addresses/address.json") as Record<
    string,
    { chainId: number; Ocean: string; ERC721Factory: string; OPFCommunityFeeCollector: string }
  >;

  it("name Ocean's own contracts on Sepolia, and make a market", async () => {
    const file = fileURLToPath(new URL("../../deploy/parameters/11155111.json", import.meta.url));
    const parameters = (JSON.parse(await readFile(file, "utf8")) as { Posthuman: Record<string, unknown> })
      .Posthuman;
    const { Ocean, ERC721Factory, OPFCommunityFeeCollector, chainId } = networks.sepolia!;
    expect(chainId).to.equal(11155111);
    expect(parameters.factory).to.equal(ERC721Factory);
    expect(parameters.stakeToken).to.equal(Ocean);
    expect(parameters.slashSink).to.equal(OPFCommunityFeeCollector);
    expect(parameters.feeTokens).to.deep.equal([Ocean]);

    const { ignition } = await publicLike();
    const { JobMarket } = await ignition.deploy(Posthuman, { parameters: file });
    const market = JobMarket as unknown as JobMarket;
    expect(await market.CHALLENGE_SECONDS()).to.equal(3600);
    expect(await market.LEASE_STAKE()).to.equal(100n * 10n ** 18n);
  });
});
