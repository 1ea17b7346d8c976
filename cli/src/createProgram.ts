import { Command } from "commander";
import { balanceCommand } from "./commands/balance.ts";
import { inferCommand } from "./commands/infer.ts";
import { jobResultsCommand } from "./commands/job/results.ts";
import { jobShowCommand } from "./commands/job/show.ts";
import { jobWatchCommand } from "./commands/job/watch.ts";
import { lineageCommand } from "./commands/lineage.ts";
import { modelListCommand } from "./commands/model/list.ts";
import { workerDoctorCommand } from "./commands/worker/doctor.ts";
import { workerImportDatasetCommand } from "./commands/worker/importDataset.ts";
import { workerImportWeightsCommand } from "./commands/worker/importWeights.ts";
import { workerStartCommand } from "./commands/worker/start.ts";

/** The command line `posthuman`. */
export function createProgram(): Command {
  return new Command("posthuman")
    .description(
      "A marketplace for pretrained transformer models whose weights never leave their keeper's machines.",
    )
    .showHelpAfterError("Add --help to see how it is used.")
    .addCommand(new Command("model").description("look at models").addCommand(modelListCommand()))
    .addCommand(lineageCommand())
    .addCommand(inferCommand())
    .addCommand(
      new Command("job")
        .description("look at jobs and fetch their results")
        .addCommand(jobShowCommand())
        .addCommand(jobWatchCommand())
        .addCommand(jobResultsCommand()),
    )
    .addCommand(balanceCommand())
    .addCommand(
      new Command("worker")
        .description("run a worker, for its operator")
        .addCommand(workerStartCommand())
        .addCommand(workerImportWeightsCommand())
        .addCommand(workerImportDatasetCommand())
        .addCommand(workerDoctorCommand()),
    );
}
