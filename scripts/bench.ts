import { parseArgs } from "node:util";
import { contractBench } from "./bench/contractBench.ts";
import { trainingBench } from "./bench/trainingBench.ts";

const { values: options } = parseArgs({ options: { json: { type: "boolean", default: false } } });

// One after the other: what runs beside a measurement changes it.
const results = { ...(await contractBench()), ...(await trainingBench()) };

if (options.json) {
  process.stdout.write(`${JSON.stringify(results)}\n`);
} else {
  for (const [name, { value, unit, against, ratio }] of Object.entries(results)) {
    const figure = `${value.toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
    process.stdout.write(`${name}: ${figure}, ${ratio.toFixed(3)} × ${against}\n`);
  }
}
