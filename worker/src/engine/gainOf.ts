import { parseUnits } from "ethers";
import { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";

/** Bits per byte of any text that a model could be measured on lie well below. */
const MOST_BITS = 1_000;

const bits = z.number().finite().positive().max(MOST_BITS);
const measured = z.object({
  bits_per_byte: z.object({ parent: bits, child: bits }),
  gain: z.number().finite(),
});

/**
 * The gain of a training in 1e-18 bits per byte, computed anew from what it measured.
 * @param metrics What the algorithm reported.
 * @throws PosthumanError `METRICS_INVALID` if a figure is missing or impossible, or the reported gain is another.
 */
export function gainOf(metrics: unknown): bigint {
  const parsed = measured.safeParse(metrics);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join(".") || "everything";
    throw new PosthumanError("METRICS_INVALID", { reason: `${field} is missing or impossible` });
  }
  const { bits_per_byte: figures, gain } = parsed.data;
  const computed = figures.parent - figures.child;
  if (Math.abs(computed - gain) > 1e-9) {
    throw new PosthumanError("METRICS_INVALID", { reason: "the gain is not the difference of the two" });
  }
  return parseUnits(computed.toFixed(18), 18);
}
