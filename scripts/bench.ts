import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { contractBench } from "./bench/contractBench.ts";
import { inferenceBench } from "./bench/inferenceBench.ts";
import { trainingBench } from "./bench/trainingBench.ts";

const parts = { gas: contractBench, training: trainingBench, inference: inferenceBench };
type Part = keyof typeof parts;

const { values: options, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in parts));
assert(
  unknown.length === 0,
  `No benchmark ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}.`,
);
const chosen = positionals.length === 0 ? (Object.keys(parts) as Part[]) : (positionals as Part[]);

const results: Awaited<ReturnType<typeof contractBench>> = {};
// One after the other: what runs beside a measurement changes it.
for (const name of chosen) Object.assign(results, await parts[name]());

if (options.json) {
  process.stdout.write(`${JSON.stringify(results)}\n`);
} else {
  for (const [name, { value, unit, against, ratio }] of Object.entries(results)) {
    const figure = `${value.toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
    process.stdout.write(`${name}: ${figure}, ${ratio.toFixed(3)} × ${against}\n`);
  }
}
