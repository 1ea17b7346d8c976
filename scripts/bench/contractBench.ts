import { gasOfJobs } from "../../test/contracts/support/gasOfJobs.ts";
import { gasOfOcean } from "../../test/contracts/support/gasOfOcean.ts";
import { gasOfPay } from "../../test/contracts/support/gasOfPay.ts";
import { newWorld } from "../../test/contracts/support/world.ts";

/** One figure of a benchmark, and what it was compared with in the same run. */
export interface Measurement {
  value: number;
  unit: string;
  against: string;
  ratio: number;
}

/**
 * Measures what our contracts cost next to Ocean's own, on a simulated chain in this process. The contracts must have
 * been built; the working directory must be inside the checkout.
 */
export async function contractBench(): Promise<Record<string, Measurement>> {
  const pay = await gasOfPay(await newWorld());
  const jobs = await gasOfJobs(await newWorld());
  const ocean = await gasOfOcean(await newWorld());
  const job = jobs["train: whole job without a birth"]!;
  const compare = (value: number, against: string, base: number): Measurement => ({
    value,
    unit: "gas",
    against: `${against}: ${base} gas`,
    ratio: value / base,
  });
  return {
    "pay at depth 64": compare(pay[64], "pay at depth 1", pay[1]),
    "job without a birth": compare(job, "Ocean's deposit, startOrder, createLock and claimLock", ocean.job),
    birth: compare(jobs.birth!, "Ocean's createNftWithErc20", ocean.birth),
  };
}
