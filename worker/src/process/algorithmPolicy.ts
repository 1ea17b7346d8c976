import type { WorkerConfig } from "../config/configSchema.ts";
import type { AlgorithmPolicy } from "../foreignAlgorithms/checkAlgorithm.ts";
import type { Algorithms } from "./findAlgorithms.ts";

/** What the configuration says of algorithms of others, and the Python that runs them if they need no other. */
export function algorithmPolicy(
  { trustedAlgorithms, algorithmImages }: Pick<WorkerConfig, "trustedAlgorithms" | "algorithmImages">,
  { interpreter, environment }: Pick<Algorithms, "interpreter" | "environment">,
): AlgorithmPolicy {
  return {
    trusted: trustedAlgorithms,
    images: algorithmImages,
    interpreter,
    python: String(environment["python"] ?? ""),
  };
}
