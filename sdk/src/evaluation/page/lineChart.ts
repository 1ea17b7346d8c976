import { axisOf } from "./intervalBar.ts";
import { escapeHtml } from "./html.ts";

/** A line of a chart. */
export interface ChartLine {
  readonly label: string;
  readonly values: readonly number[];
}

const WIDTH = 1_000;
const HEIGHT = 300;

/**
 * Lines over the same steps. The picture stretches; its words stand around it and keep their size.
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
