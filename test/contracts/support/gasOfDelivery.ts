import { chain } from "./chain.ts";
import { descendant } from "./descendant.ts";
import { gasOf } from "./gasOf.ts";
import { ONE, type World } from "./world.ts";

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
