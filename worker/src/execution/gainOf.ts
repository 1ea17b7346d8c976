import { parseUnits } from "ethers";
import { z } from "zod";
import { PosthumanError, taskMetrics, type Task } from "@posthuman/sdk";

const number = z.number().finite();
const measured = z.object({
  metric: z.object({ name: z.string(), parent: number, child: number }),
  gain: number,
});

/**
 * The gain of a training in 1e-18 of its task's metric, computed anew from what it measured; more is better.
 * @param metrics What the algorithm reported. Of a causal language model, `bits_per_byte` may stand for `metric`.
 * @throws PosthumanError `METRICS_INVALID` if a figure is missing or impossible, or the reported gain is another.
 */
export function gainOf(metrics: unknown, task: Task): bigint {
  const { name, better, least, most } = taskMetrics[task];
  const parsed = measured.safeParse(withMetric(metrics, name));
  if (!parsed.success)
    throw invalid(`${parsed.error.issues[0]?.path.join(".") || "everything"} is missing or impossible`);
  const { metric, gain } = parsed.data;
  if (metric.name !== name) throw invalid(`the metric of ${task} is ${name}`);
  for (const figure of ["parent", "child"] as const) {
    if (metric[figure] < least || metric[figure] > most)
      throw invalid(`metric.${figure} is missing or impossible`);
  }
  const computed = better === "lower" ? metric.parent - metric.child : metric.child - metric.parent;
  if (Math.abs(computed - gain) > 1e-9) throw invalid("the gain is not the difference of the two");
  return parseUnits(computed.toFixed(18), 18);
}

/** Puts the figures that stand under the metric's own name where they are looked for. */
function withMetric(metrics: unknown, name: string): unknown {
  if (typeof metrics !== "object" || metrics === null || "metric" in metrics) return metrics;
  const figures = (metrics as Record<string, unknown>)[name];
  return typeof figures === "object" ? { ...metrics, metric: { name, ...figures } } : metrics;
}

function invalid(reason: string): PosthumanError {
  return new PosthumanError("METRICS_INVALID", { reason });
}
