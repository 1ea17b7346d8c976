import { formatAmount, PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/crashPoint.ts";
import { planJob } from "../execution/planJob.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import { SUBMIT_SECONDS } from "../sessions/executeSession.ts";
import type { EngineContext } from "./EngineContext.ts";

/** Least seconds between now and a deadline for a job to be worth a beginning. */
const LEAST_TIME = 10;

/**
 * Checks a job that waits for a worker, and leases it.
 * @throws PosthumanError why it cannot be taken, or what the chain refused.
 */
export async function takeJob(context: EngineContext, job: ChainJob): Promise<void> {
  const { id, terms, attempts } = job;
  if (Number(terms.deadline) - context.now() < LEAST_TIME) {
    throw new PosthumanError("DEADLINE_TOO_NEAR", { deadline: terms.deadline });
  }
  const asked = context.prices[terms.kind].fixed;
  if (terms.maxFee < asked) {
    const amounts = { offered: formatAmount(terms.maxFee), asked: formatAmount(asked) };
    throw new PosthumanError("FEE_TOO_LOW", amounts);
  }
  const { manifest, algorithm } = await planJob(context, job);
  const { seconds = 0 } = manifest.session ?? {};
  if (seconds > context.sessionSeconds)
    throw new PosthumanError("SESSION_TOO_LONG", { seconds, limit: context.sessionSeconds });
  if (manifest.session && Number(terms.deadline) - context.now() < SUBMIT_SECONDS + LEAST_TIME) {
    throw new PosthumanError("DEADLINE_TOO_NEAR", { deadline: terms.deadline });
  }
  const { level, reason = "" } = await context.runner.isolation();
  if (level === "none" && (!context.runsUnisolated || algorithm !== undefined)) {
    throw new PosthumanError("SANDBOX_UNAVAILABLE", { level: "bubblewrap", reason });
  }
  await context.requireStake();
  const description = `lease job ${id}`;
  await context.send({ key: `lease:${id}:${attempts}`, method: "lease", args: [terms], description });
  crashPoint("engine.leased");
  context.errors.clear(id);
  context.log.info("Leased a job.", { job: id, kind: terms.kind, model: terms.model });
}
