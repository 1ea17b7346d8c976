import {
  gasOfDelivery,
  gasOfEager,
  gasOfOcean,
  gasOfPay,
} from "../../test/contracts/support/gasComparisons.ts";
import { gasOfJobs } from "../../test/contracts/support/gasOfCalls.ts";
import { newWorld } from "../../test/contracts/support/world.ts";

/** One figure of a benchmark, and what it was compared with. */
export interface Measurement {
  value: number;
  unit: string;
  against: string;
  ratio: number;
}

/**
 * What others need for one payment until ten owners hold it, each in ten transactions or more; published figures, not
 * measured in this run: their contracts need a tool chain of their own.
 */
const PUBLISHED = { "0xSplits v2 (pull)": 840_000, "Story (LRP policy)": 1_850_000 };

const LILYPAD_JOB = 1_650_000;

const compare = (value: number, against: string, base: number): Measurement => ({
  value,
  unit: "gas",
  against: `${against}: ${base.toLocaleString("en")} gas`,
  ratio: value / base,
});

/**
 * Measures what our contracts cost next to Ocean's own and to a prototype of what others do, on a simulated chain in
 * this process; all in steady state unless it says first. The contracts must have been built; the working directory must
 * be inside the checkout.
 */
export async function contractBench(): Promise<Record<string, Measurement>> {
  const pay = await gasOfPay(await newWorld());
  const eager = await gasOfEager(await newWorld(), 10);
  const deepEager = await gasOfEager(await newWorld(), 64);
  const delivery = await gasOfDelivery(await newWorld());
  const jobs = await gasOfJobs(await newWorld());
  const ocean = await gasOfOcean(await newWorld());
  const job = jobs["train: whole job without a birth"]!;
  const oceans = "Ocean's deposit, startOrder, createLock and claimLock";
  return {
    "pay at depth 10": compare(pay[10], "pay at depth 1", pay[1]),
    "pay at depth 64": compare(pay[64], "pay at depth 1", pay[1]),
    "pay at depth 10, all owners": compare(pay[10], "crediting ten owners at once", eager),
    "pay at depth 64, all owners": compare(pay[64], "crediting 64 owners at once", deepEager),
    ...Object.fromEntries(
      Object.entries(PUBLISHED).map(([name, gas]) => [
        `one payment to ten owners, next to ${name}`,
        compare(delivery, `${name}, published`, gas),
      ]),
    ),
    "first job of a market": compare(jobs["infer: the market's first job"]!, oceans, ocean.job),
    "job without a birth": compare(job, oceans, ocean.job),
    "job without a birth, next to Lilypad": compare(job, "Lilypad's happy path, published", LILYPAD_JOB),
    birth: compare(jobs.birth!, "Ocean's createNftWithErc20", ocean.birth),
  };
}
