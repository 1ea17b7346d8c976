import { id } from "ethers";
import { dataNftOf, datatokenOf } from "./assets.ts";
import { gasOf } from "./gasOf.ts";
import { hand } from "./jobs.ts";
import { familyOf, ONE, type World } from "./world.ts";

/** Gas of publishing, selling and earning, in steady state: nobody is new to any token. */
export async function gasOfIncome(world: World): Promise<Record<string, number>> {
  const { registry, vault, offers, ocean, token, m1, alice, bob, derek, people } = world;
  const gas: Record<string, number> = {};
  gas["publish"] = await gasOf(registry.connect(alice).publish("M1b", "", id("b"), familyOf(people), "0x"));
  await hand(world, m1, alice, derek, ONE);
  await datatokenOf(m1, alice).approve(offers, 10n * ONE);
  for (const offer of [1, 2]) {
    gas["list"] = await gasOf(offers.connect(alice).list(m1, 2n * ONE, ocean.Token, 3n * ONE));
    gas["buy"] = await gasOf(offers.connect(derek).buy(offer, ONE, 3n * ONE));
  }
  const collector = await vault.collectorOf(await dataNftOf(m1, alice));
  for (let times = 0; times < 2; times++) {
    await token.transfer(collector, 8n * ONE);
    gas["collect"] = await gasOf(vault.connect(bob).collect(m1, ocean.Token));
    gas["settle one model's income"] = await gasOf(vault.settle(m1, ocean.Token));
    gas["claim"] = await gasOf(vault.connect(alice).claim(ocean.Token));
  }
  return gas;
}
