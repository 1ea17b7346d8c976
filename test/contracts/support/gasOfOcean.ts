import { ZeroHash } from "ethers";
import { datatokenOf, NO_MARKET_FEE, NO_PROVIDER_FEE, oceanBirth } from "./assets.ts";
import { gasOf } from "./gasOf.ts";
import { FEE, hand, MAX_FEE } from "./jobs.ts";
import { oceanContract } from "./oceanContract.ts";
import { MARKET, type World } from "./world.ts";

/**
 * Gas of what Ocean itself offers for the same ends, in steady state: `birth`, a data NFT with its datatoken in one
 * call, and `job`, a paid compute job: the consumer deposits the fee and orders; the node locks the fee and claims it.
 */
export async function gasOfOcean(world: World): Promise<Record<"birth" | "job", number>> {
  const { ocean, m1, alice, bob, worker } = world;
  const factory = oceanContract("ERC721Factory", ocean.Factory, bob);
  const payer = oceanContract("escrow/Escrow", ocean.Escrow!, bob);
  const node = oceanContract("escrow/Escrow", ocean.Escrow!, worker);
  await hand(world, m1, alice, bob);
  await oceanContract("utils/OceanToken", ocean.Token, bob).approve(ocean.Escrow!, 100n * MAX_FEE);
  await payer.authorize(ocean.Token, worker, 100n * MAX_FEE, 100 * MARKET.leaseSeconds, 100);
  await payer.deposit(ocean.Token, MAX_FEE);

  let gas = { birth: 0, job: 0 };
  for (const job of [1, 2]) {
    gas = {
      birth: await gasOf(factory.createNftWithErc20(...oceanBirth(bob.address))),
      job:
        (await gasOf(payer.deposit(ocean.Token, MAX_FEE))) +
        (await gasOf(datatokenOf(m1, bob).startOrder(worker, 0, NO_PROVIDER_FEE, NO_MARKET_FEE))) +
        (await gasOf(node.createLock(job, ocean.Token, bob, MAX_FEE, MARKET.leaseSeconds))) +
        (await gasOf(node.claimLock(job, ocean.Token, bob, FEE, ZeroHash))),
    };
  }
  return gas;
}
