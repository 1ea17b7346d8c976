/** A figure with as many digits as tell models apart. */
export function figure(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 1 : 4).replace("-", "−");
}

/** A figure with its sign. */
export function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${figure(Math.abs(value))}`;
}

/** An interval, or a dash where there is none. */
export function bounds(interval: readonly [number, number] | null, write = figure): string {
  return interval === null ? "—" : `${write(interval[0])} … ${write(interval[1])}`;
}

/** A share of 1 in per cent. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;
}

/** An amount of a token that was worked out here. */
export function amount(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 4 });
}

/** A number of things. */
export function count(value: number): string {
  return value.toLocaleString("en");
}
