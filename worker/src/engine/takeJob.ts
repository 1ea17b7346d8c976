import { formatAmount, PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import { planJob, type PlannedJob } from "../execution/plan.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import { SUBMIT_SECONDS, type JobOrder } from "../job/order.ts";
import { requireIsolation } from "../runner/isolation.ts";
import type { EngineContext } from "./EngineContext.ts";

/** Seconds that must be left before the deadline for a job to be worth starting. */
const LEAST_TIME = 10;

/**
 * Checks a job that waits for a worker, and leases it.
 * @returns The job as it was planned.
 * @throws PosthumanError why it cannot be taken, or what the chain refused.
 */
export async function takeJob(context: EngineContext, job: ChainJob): Promise<PlannedJob> {
  const { market, errors, execution, isolation } = context;
  const { id, terms, attempts } = job;
  requireTime(context, job, LEAST_TIME);
  const asked = context.prices[terms.kind].fixed;
  if (terms.maxFee < asked) {
    const amounts = { offered: formatAmount(terms.maxFee), asked: formatAmount(asked) };
    throw new PosthumanError("FEE_TOO_LOW", amounts);
  }
  const plan = await planOrder(context, await context.orders.of(job));
  const { session } = plan.order.manifest;
  const limit = context.sessions.longestSeconds;
  if (session && session.seconds > limit)
    throw new PosthumanError("SESSION_TOO_LONG", { seconds: session.seconds, limit });
  if (session) requireTime(context, job, SUBMIT_SECONDS + LEAST_TIME);
  requireIsolation(await execution.runner.probe(), isolation, plan.algorithm !== undefined);
  await market.requireStake();
  const description = `lease job ${id}`;
  await market.send({ key: `lease:${id}:${attempts}`, method: "lease", args: [terms], description });
  crashPoint("engine.leased");
  errors.clear(id);
  execution.log.info("Leased a job.", { job: id, kind: terms.kind, model: terms.model });
  return plan;
}

/**
 * Plans an order, if its model's custodian lets this worker run it.
 * @throws PosthumanError `WORKER_NOT_AUTHORISED`, or what `planJob` throws.
 */
export async function planOrder(
  { chain, worker, execution }: EngineContext,
  order: JobOrder,
): Promise<PlannedJob> {
  const { custodian } = order.model;
  if (!chain.isAuthorised(custodian, worker))
    throw new PosthumanError("WORKER_NOT_AUTHORISED", { custodian, worker });
  return planJob(execution, order);
}

function requireTime({ clock }: EngineContext, { terms }: ChainJob, seconds: number): void {
  if (Number(terms.deadline) - clock.now() < seconds)
    throw new PosthumanError("DEADLINE_TOO_NEAR", { deadline: terms.deadline });
}
