import { readFile, writeFile } from "node:fs/promises";
import { expect } from "chai";
import { gasOfIncome } from "./support/gasOfIncome.ts";
import { gasOfJobs } from "./support/gasOfJobs.ts";
import { gasOfOcean } from "./support/gasOfOcean.ts";
import { gasOfPay } from "./support/gasOfPay.ts";
import { newWorld } from "./support/world.ts";

const SNAPSHOT = new URL("gas.snapshot.json", import.meta.url);

/** One per cent to either side, in whole gas. */
const allowed = (before: number) => [Math.floor(before * 0.99), Math.ceil(before * 1.01)] as const;

describe("Gas", () => {
  let gas: Record<string, number>;
  let pay: Awaited<ReturnType<typeof gasOfPay>>;

  before(async () => {
    pay = await gasOfPay(await newWorld());
    gas = { ...(await gasOfJobs(await newWorld())), ...(await gasOfIncome(await newWorld())), pay: pay[1] };
    if (process.env.UPDATE_GAS === "1") await writeFile(SNAPSHOT, `${JSON.stringify(gas, null, 2)}\n`);
  });

  it("of each call is that of the snapshot, within 1 % (UPDATE_GAS=1 rewrites it)", async () => {
    const snapshot = JSON.parse(await readFile(SNAPSHOT, "utf8")) as Record<string, number>;
    expect(Object.keys(gas)).to.have.members(Object.keys(snapshot));
    for (const [call, before] of Object.entries(snapshot)) {
      expect(gas[call], call).to.be.within(...allowed(before));
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
