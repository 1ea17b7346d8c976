import { algorithmErrors } from "./catalogue/algorithm.ts";
import { configErrors } from "./catalogue/config.ts";
import { deploymentErrors } from "./catalogue/deployment.ts";
import { sandboxErrors } from "./catalogue/sandbox.ts";
import { servingErrors } from "./catalogue/serving.ts";
import { storeErrors } from "./catalogue/store.ts";
import { workerErrors } from "./catalogue/worker.ts";

/**
 * Errors that only those who run workers or deploy contracts raise. Bundles for browsers carry their codes alone:
 * `browser` in package.json replaces this file.
 */
export const operatorErrors = {
  ...algorithmErrors,
  ...sandboxErrors,
  ...servingErrors,
  ...storeErrors,
  ...workerErrors,
  ...configErrors,
  ...deploymentErrors,
};
