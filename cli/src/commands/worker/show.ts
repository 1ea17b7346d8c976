import { fetchAbout, formatAmount } from "@posthuman/sdk";
import { Command } from "commander";
import { print } from "../../terminal/print.ts";
import { pairs } from "../../terminal/table.ts";

/** `posthuman worker show <endpoint>`: what a worker offers, and what it asks. */
export function workerShowCommand(): Command {
  return new Command("show")
    .description("show what a worker offers: its fees, its standard benchmarks, the algorithms that it runs")
    .argument("<endpoint>", "the worker's API, as model show names it")
    .option("--json", "print one JSON document instead of text")
    .addHelpText("after", "\nExample:\n  $ posthuman worker show https://worker.example")
    .action(async (endpoint: string, options: { readonly json?: boolean }) => {
      const about = await fetchAbout(endpoint);
      const { name, worker, version, fees, benchmarks = [], algorithms } = about;
      const trusted = algorithms?.trusted ?? [];
      const lines = pairs([
        ["name", name],
        ["account", worker],
        ["version", version],
        ...Object.entries(fees ?? {}).map(
          ([kind, { fixed, perSecond }]) =>
            [
              `fee, ${kind}`,
              `${formatAmount(BigInt(fixed))} OCEAN, ${formatAmount(BigInt(perSecond))} a second`,
            ] as const,
        ),
        [
          "benchmarks",
          benchmarks.map((one) => `${one.name} (${one.questions} questions)`).join(", ") || "none",
        ],
        ["algorithms of others", trusted === "any" ? "any" : trusted.join(", ") || "none"],
      ]);
      print(about, lines, options.json);
    });
}
