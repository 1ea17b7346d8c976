export type { WorkerConfig, WorkerConfigInput } from "./config/configSchema.ts";
export { loadConfig, type ConfigSources } from "./config/loadConfig.ts";
export { readKey, type KeySource } from "./config/readKey.ts";
export { examineWorker, type Finding } from "./operator/examineWorker.ts";
export { importDataset, type ImportedDataset } from "./operator/importDataset.ts";
export { importWeights, type ImportWeightsOptions } from "./operator/importWeights.ts";
export { openDataFolder, type DataFolder } from "./process/openDataFolder.ts";
export { readAddresses } from "./process/readAddresses.ts";
export { runWorker } from "./process/runWorker.ts";
