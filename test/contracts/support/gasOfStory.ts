import { id, type ContractTransactionResponse } from "ethers";
import { datatokenOf } from "./assets.ts";
import { gasOf } from "./gasOfCalls.ts";
import { Kind, passWindow, resultOf, termsOf } from "./jobs.ts";
import { bornIn, familyOf, ONE, type World } from "./world.ts";

type Signer = World["alice"];
type Sent = Promise<ContractTransactionResponse>;

const PRICE = 2n * ONE;
const ALL_HOPS = 64;

/**
 * Gas of every transaction in the README's seven steps, approvals and claims among them: one sum a step, and of all.
 * The tail recipient and the worker claim once, at the end of step 5 and of the story.
 */
export async function gasOfStory(world: World): Promise<Record<string, number>> {
  const { registry, vault, market, offers, ocean, people, worker } = world;
  const { alice, bob, charlie, derek, elena, tail } = people;
  const story: Record<string, number> = {};
  let step = "";
  const spend = async (sent: Sent) => {
    story[step] = (story[step] ?? 0) + (await gasOf(sent));
    return sent;
  };

  const offer = async (model: string, seller: Signer) => {
    await spend(datatokenOf(model, seller).approve(offers, 10n * ONE));
    await spend(offers.connect(seller).list(model, 10n * ONE, ocean.Token, PRICE));
  };
  const buy = async (offerId: number, model: string, buyer: Signer) => {
    await spend(offers.connect(buyer).buy(offerId, ONE, PRICE));
    await spend(datatokenOf(model, buyer).approve(vault, ONE));
  };
  const run = async (model: string, requester: Signer, kind: bigint, childName = "") => {
    const terms = await termsOf(world, requester, { kind, model, childName, salt: id(step) });
    const result = resultOf(world, kind, childName === "" ? {} : { weightsRoot: id(childName) });
    await spend(market.connect(requester).request(terms));
    await spend(market.connect(worker).lease(terms));
    await spend(market.connect(worker).submit(await market.jobId(terms), result));
    await passWindow();
    await spend(market.settle(terms, result));
    return { birth: async () => bornIn(registry, await spend(market.birth(terms, result))) };
  };
  const share = async (model: string, owners: Signer[]) => {
    await spend(vault.settleLineage(model, model, ALL_HOPS));
    for (const owner of owners) await spend(vault.connect(owner).claim(model));
  };

  step = "1 Alice publishes M1 and offers datatokens";
  const published = spend(registry.connect(alice).publish("M1", "", id("M1"), familyOf(people), "0x"));
  const m1 = await bornIn(registry, await published);
  await share(m1, [alice]);
  await offer(m1, alice);
  step = "2 Bob buys and has M1 trained";
  await buy(1, m1, bob);
  const first = await run(m1, bob, Kind.Train, "M2");
  step = "3 M2 is born, and Bob is rewarded";
  const m2 = await first.birth();
  await share(m2, [bob]);
  await offer(m2, bob);
  step = "4 Charlie buys and has M2 trained";
  await buy(2, m2, charlie);
  const second = await run(m2, charlie, Kind.Train, "M3");
  step = "5 M3 is born, and its lineage is rewarded";
  const m3 = await second.birth();
  await share(m3, [charlie, bob, alice, tail]);
  await offer(m3, charlie);
  step = "6 Derek buys and has M3 continue a text";
  await buy(3, m3, derek);
  await run(m3, derek, Kind.Infer);
  step = "7 Elena buys and has M3 evaluated";
  await buy(3, m3, elena);
  await run(m3, elena, Kind.Evaluate);
  await share(m3, [charlie]);
  await spend(vault.connect(worker).claim(ocean.Token));

  return { ...story, "the whole story": Object.values(story).reduce((sum, gas) => sum + gas, 0) };
}
