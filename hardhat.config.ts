import { defineConfig } from "hardhat/config";
import { hardhatSettings } from "./scripts/contracts/hardhatSettings.ts";
import { lineageTasks } from "./scripts/tasks/lineageTasks.ts";

/** What `npx hardhat` reads. It stands on top of everything else, so nothing imports it. */
export default defineConfig({ ...hardhatSettings, tasks: lineageTasks });
