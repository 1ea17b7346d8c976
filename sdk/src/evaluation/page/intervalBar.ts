/** What to draw, in the unit of the axis. */
export interface IntervalBar {
  readonly value: number;
  readonly interval?: readonly [number, number] | null | undefined;
  /** CSS class: which colour. */
  readonly kind: string;
}

/** Room at both ends of an axis, as a share of it. */
const MARGIN = 0.04;

/**
 * The stretch that an axis has to show, with a little room; a line of nothing is made a little wider.
 * @param least Where the axis may begin: what can only be 0 or more has nothing below.
 */
export function axisOf(values: readonly number[], least = -Infinity): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * MARGIN;
  return [low < least ? low - room : Math.max(least, low - room), high + room];
}

/**
 * A dot with its interval on a line, as a picture that stretches with its cell. The figures stand beside it as text.
 * @param marks Where to draw a faint line upright, such as at 0.
 */
export function intervalBar(
  { value, interval, kind }: IntervalBar,
  [low, high]: readonly [number, number],
  marks: readonly number[] = [],
): string {
  const x = (at: number) => `${((100 * (at - low)) / (high - low)).toFixed(2)}%`;
  const [from, to] = interval ?? [value, value];
  const lines = marks.map((mark) => `<line class="mark" x1="${x(mark)}" x2="${x(mark)}" y1="0" y2="100%"/>`);
  return `<svg class="bar ${kind}" aria-hidden="true" height="24">${lines.join("")}<line class="axis" x1="0" x2="100%" y1="50%" y2="50%"/><line class="interval" x1="${x(from)}" x2="${x(to)}" y1="50%" y2="50%"/><circle cx="${x(value)}" cy="50%" r="5"/></svg>`;
}
