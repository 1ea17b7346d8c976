/** Lays configurations over each other, the later over the earlier; only plain objects are merged, `undefined` is not there. */
export function mergeConfigs(...configs: readonly Record<string, unknown>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const config of configs) {
    for (const [key, value] of Object.entries(config)) {
      if (value === undefined) continue;
      const below = merged[key];
      merged[key] = isPlain(below) && isPlain(value) ? mergeConfigs(below, value) : value;
    }
  }
  return merged;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
