import { expect } from "chai";
import { gasOfDelivery, gasOfOcean, gasOfPay } from "./support/gasComparisons.ts";
import { gasOfIncome, gasOfJobs, gasOfPools } from "./support/gasOfCalls.ts";
import { gasOfStory } from "./support/gasOfStory.ts";
import { snapshot } from "./support/snapshots.ts";
import { newWorld } from "./support/world.ts";

/** One per cent to either side, in whole gas. */
const allowed = (before: number) => [Math.floor(before * 0.99), Math.ceil(before * 1.01)] as const;

describe("Gas", () => {
  let gas: Record<string, number>;
  let pay: Awaited<ReturnType<typeof gasOfPay>>;

  before(async () => {
    pay = await gasOfPay(await newWorld());
    gas = {
      ...(await gasOfJobs(await newWorld())),
      ...(await gasOfIncome(await newWorld())),
      ...(await gasOfPools(await newWorld())),
      pay: pay[1],
    };
  });

  it("of each call, and of each step of the story, is that of the snapshot, within 1 %", async () => {
    const now = { functions: gas, story: await gasOfStory(await newWorld()) };
    const before = await snapshot("gas", now);
    for (const part of ["functions", "story"] as const) {
      expect(Object.keys(now[part])).to.have.members(Object.keys(before[part]));
      for (const [call, used] of Object.entries(before[part])) {
        expect(now[part][call], call).to.be.within(...allowed(used));
      }
    }
  });

  it("of a payment is the same at depth 1, 10 and 64, and at most 50 000", () => {
    expect([pay[10], pay[64]]).to.deep.equal([pay[1], pay[1]]);
    expect(pay[64]).to.be.at.most(50_000);
  });

  it("of a payment until ten owners have it in their wallets is below 650 000", async () => {
    expect(await gasOfDelivery(await newWorld())).to.be.below(650_000);
  });

  it("of a whole job without a birth is at most 295 000, and 330 000 for the first of all", () => {
    expect(gas["infer: whole job without a birth"]).to.be.at.most(295_000);
    expect(gas["train: whole job without a birth"]).to.be.at.most(295_000);
    expect(gas["infer: the market's first job"]).to.be.at.most(330_000);
  });

  it("of a birth is at most 1.22 times that of Ocean's own", async () => {
    const ocean = await gasOfOcean(await newWorld());
    expect(gas.birth! / ocean.birth).to.be.at.most(1.22);
  });
});
