export type { WorkerConfig, WorkerConfigInput } from "./config/configSchema.ts";
export { loadConfig, type ConfigSources } from "./config/loadConfig.ts";
export { examineWorker, type Finding } from "./operator/examineWorker.ts";
export { importBenchmark, type BenchmarkImport } from "./operator/imports.ts";
export { importDataset, type ImportedDataset } from "./operator/imports.ts";
export { importWeights, type ImportWeightsOptions } from "./operator/imports.ts";
export { tryAlgorithm, type AlgorithmTrial, type TrialOutcome } from "./operator/tryAlgorithm.ts";
export { openDataFolder, type DataFolder } from "./process/openDataFolder.ts";
export { runWorker } from "./process/runWorker.ts";
