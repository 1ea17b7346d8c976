import { getBytes, MaxUint256, toBeHex, ZeroHash, type ContractTransactionResponse } from "ethers";
import { datatokenOf, NO_MARKET_FEE, NO_PROVIDER_FEE, oceanBirth } from "./assets.ts";
import { chain, oceanContract } from "./contracts.ts";
import { gasOf } from "./gasOfCalls.ts";
import { FEE, hand, MAX_FEE } from "./jobs.ts";
import { descendant, MARKET, ONE, type World } from "./world.ts";

/**
 * Gas of a payment to models with 1, 10 and 64 models in their lineage, each not its first in that token. A zero byte of
 * a model's address, which is luck, makes its calldata 12 gas cheaper: counted as if it had none.
 */
export async function gasOfPay(world: World): Promise<Record<"1" | "10" | "64", number>> {
  const { vault, m1, ocean, bob } = world;
  const measure = async (depth: number) => {
    const model = await descendant(world, m1, depth);
    await vault.connect(bob).pay(model, ocean.Token, ONE);
    const luck = 12 * getBytes(model).filter((byte) => byte === 0).length;
    return luck + (await gasOf(vault.connect(bob).pay(model, ocean.Token, ONE)));
  };
  return { 1: await measure(1), 10: await measure(10), 64: await measure(64) };
}

const OWNERS = 10;

/**
 * Gas of one payment until it is in the wallets of the ten owners of a lineage: the payment, and one transaction in which
 * anyone settles the whole lineage and claims for the ten; in steady state, in which each of them had some of the token
 * before.
 */
export async function gasOfDelivery(world: World): Promise<number> {
  const { vault, m1, ocean, bob, alice } = world;
  const others = (await chain.ethers.getSigners()).slice(-OWNERS + 1).map(({ address }) => address);
  const model = await descendant(world, m1, OWNERS, (generation) => others[generation - 1]!);
  const calls = [
    vault.interface.encodeFunctionData("settleLineage", [model, ocean.Token, OWNERS]),
    ...[alice.address, ...others].map((owner) =>
      vault.interface.encodeFunctionData("claimFor", [owner, ocean.Token]),
    ),
  ];
  const deliver = async () =>
    (await gasOf(vault.connect(bob).pay(model, ocean.Token, ONE))) + (await gasOf(vault.multicall(calls)));
  await deliver();
  return deliver();
}

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

/**
 * Gas of a payment that credits a whole lineage of `depth` owners at once, as the prototype `EagerCascade` does; in
 * steady state, in which each owner has been credited before.
 */
export async function gasOfEager({ ocean, bob }: World, depth: number): Promise<number> {
  const cascade = await chain.ethers.deployContract("EagerCascade");
  const name = (index: number) => toBeHex(2n ** 159n + BigInt(index), 20);
  for (let index = 1; index <= depth; index++) {
    const parent = index === 1 ? toBeHex(0, 20) : name(index - 1);
    await cascade.getFunction("add")(name(index), parent, name(1000 + index));
  }
  await datatokenOf(ocean.Token, bob).approve(cascade, MaxUint256);
  const pay = () => cascade.connect(bob).getFunction("pay")(name(depth), ocean.Token, ONE);
  await pay();
  return gasOf(pay() as Promise<ContractTransactionResponse>);
}
