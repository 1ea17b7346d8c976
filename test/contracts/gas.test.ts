import { expect } from "chai";
import { gasOfIncome } from "./support/gasOfIncome.ts";
import { gasOfJobs } from "./support/gasOfJobs.ts";
import { gasOfOcean } from "./support/gasOfOcean.ts";
import { gasOfPay } from "./support/gasOfPay.ts";
import { gasOfPools } from "./support/gasOfPools.ts";
import { gasOfStory } from "./support/gasOfStory.ts";
import { snapshot } from "./support/snapshot.ts";
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

  it("of a payment is the same at depth 1 and 64, and at most 52 000", () => {
    expect(pay[64]).to.equal(pay[1]);
    expect(pay[64]).to.be.at.most(52_000);
  });

  it("of a whole job without a birth is below 400 000", () => {
    expect(gas["infer: whole job without a birth"]).to.be.below(400_000);
    expect(gas["train: whole job without a birth"]).to.be.below(400_000);
  });

  it("of a birth is at most 1.3 times that of Ocean's own", async () => {
    const ocean = await gasOfOcean(await newWorld());
    expect(gas.birth! / ocean.birth).to.be.at.most(1.3);
  });
});
