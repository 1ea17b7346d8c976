import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { computeAddress, JsonRpcProvider } from "ethers";
import { network } from "hardhat";
import { deployLocal, deployPosthuman } from "../../deploy/deployPosthuman.ts";
import type { JobMarket } from "../../types/ethers-contracts/index.ts";
import { contractAt } from "./support/contracts.ts";

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
