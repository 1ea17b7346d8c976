import { escapeHtml } from "./html.ts";

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

/** What to draw, in the unit of the axis. */
interface IntervalBar {
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
 * A dot with its interval on a line, as a picture that stretches with its cell. The figures are next to it as text.
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

/** A line of a chart. */
interface ChartLine {
  readonly label: string;
  readonly values: readonly number[];
}

const WIDTH = 1_000;
const HEIGHT = 300;

/**
 * Lines over the same steps. The picture stretches; its words are around it and keep their size.
 * @param lines At most four are told apart by colour and dashes.
 */
export function lineChart(
  lines: readonly ChartLine[],
  { title, from, to }: { readonly title: string; readonly from: string; readonly to: string },
): string {
  const [low, high] = axisOf(
    lines.flatMap(({ values }) => values),
    0,
  );
  const paths = lines.map(({ values }, number) => {
    const points = values.map((value, i) => {
      const x = values.length === 1 ? WIDTH / 2 : (WIDTH * i) / (values.length - 1);
      return `${x.toFixed(1)},${(HEIGHT * (1 - (value - low) / (high - low))).toFixed(1)}`;
    });
    return `<polyline class="line line${number}" points="${points.join(" ")}"/>`;
  });
  const legend = lines.map(
    ({ label }, number) =>
      `<li><svg aria-hidden="true" width="28" height="10"><line class="line line${number}" x1="0" x2="28" y1="5" y2="5"/></svg> ${escapeHtml(label)}</li>`,
  );
  return `<figure class="chart"><ul class="legend">${legend.join("")}</ul>
<div class="plot"><span class="top">${high.toPrecision(3)}</span><span class="bottom">${low.toPrecision(3)}</span>
<svg role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">${paths.reverse().join("")}</svg></div>
<figcaption><span>${escapeHtml(from)}</span><span>${escapeHtml(to)}</span></figcaption></figure>`;
}
