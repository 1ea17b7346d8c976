import { algorithmErrors } from "./catalogue/algorithm.ts";
import { apiErrors } from "./catalogue/api.ts";
import { chainErrors } from "./catalogue/chain.ts";
import { configErrors } from "./catalogue/config.ts";
import { contractErrors } from "./catalogue/contracts.ts";
import { datasetErrors } from "./catalogue/dataset.ts";
import { deploymentErrors } from "./catalogue/deployment.ts";
import { jobErrors } from "./catalogue/job.ts";
import { poolErrors } from "./catalogue/pools.ts";
import { requestErrors } from "./catalogue/request.ts";
import { sandboxErrors } from "./catalogue/sandbox.ts";
import { servingErrors } from "./catalogue/serving.ts";
import { sessionErrors } from "./catalogue/session.ts";
import { storeErrors } from "./catalogue/store.ts";
import { thirdPartyErrors } from "./catalogue/thirdParty.ts";
import { walletErrors } from "./catalogue/wallet.ts";
import { workerErrors } from "./catalogue/worker.ts";
import type { ErrorDescriptor } from "./catalogue/ErrorDescriptor.ts";

const areas = {
  ...requestErrors,
  ...chainErrors,
  ...contractErrors,
  ...poolErrors,
  ...datasetErrors,
  ...algorithmErrors,
  ...thirdPartyErrors,
  ...sandboxErrors,
  ...servingErrors,
  ...storeErrors,
  ...workerErrors,
  ...configErrors,
  ...jobErrors,
  ...sessionErrors,
  ...apiErrors,
  ...walletErrors,
  ...deploymentErrors,
};

/** A code of the catalogue. */
export type ErrorCode = keyof typeof areas;

/** Every error that SDK, worker and CLI can raise, by code. */
export const catalogue: Readonly<Record<ErrorCode, ErrorDescriptor>> = areas;
