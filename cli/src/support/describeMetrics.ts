/** What a training gained, in a line; nothing for what is not the metrics of one. */
export function describeMetrics(metrics: unknown): string | undefined {
  const { metric, bits_per_byte: bits, gain } = (metrics ?? {}) as Record<string, unknown>;
  const { name = "bits_per_byte", parent, child } = (metric ?? bits ?? {}) as Record<string, unknown>;
  if (typeof gain !== "number" || typeof parent !== "number" || typeof child !== "number") return undefined;
  const gained = gain > 0 ? `gained ${shown(gain)}` : "nothing gained";
  return `${String(name).replaceAll("_", " ")} on the held-out set: ${shown(parent)} → ${shown(child)}, ${gained}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
