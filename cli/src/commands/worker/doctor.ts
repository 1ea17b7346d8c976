import { examineWorker } from "@posthuman/worker";
import { Command } from "commander";
import { addWorkerOptions, configOf, type WorkerOptions } from "../../options/worker.ts";
import { askPassword } from "../../terminal/ask.ts";
import { print } from "../../terminal/print.ts";

/** `posthuman worker doctor`: find out what keeps a worker from working. */
export function workerDoctorCommand(): Command {
  return addWorkerOptions(new Command("doctor"))
    .description("check everything that a worker needs, and say how to mend what is missing")
    .option("--json", "print one JSON document instead of text")
    .addHelpText(
      "after",
      "\nExits with 1 if something is missing.\n\nExample:\n  $ posthuman worker doctor --config worker.json",
    )
    .action(async (options: WorkerOptions) => {
      const findings = await examineWorker(configOf(options), () =>
        askPassword("Password of the keystore: "),
      );
      const lines = findings.map(({ what, ok, detail, fix }) =>
        [
          `${ok ? "ok     " : "MISSING"} ${what.padEnd(14)} ${detail}`,
          ...(fix === "" ? [] : [`        ${ok ? "Better" : "Fix"}: ${fix}`]),
        ].join("\n"),
      );
      print(findings, lines.join("\n"), options.json);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}
