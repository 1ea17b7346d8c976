import { apiErrors } from "./catalogue/api.ts";
import { chainErrors } from "./catalogue/chain.ts";
import { contractErrors } from "./catalogue/contracts.ts";
import { datasetErrors } from "./catalogue/dataset.ts";
import { jobErrors } from "./catalogue/job.ts";
import { poolErrors } from "./catalogue/pools.ts";
import { requestErrors } from "./catalogue/request.ts";
import { sessionErrors } from "./catalogue/session.ts";
import { thirdPartyErrors } from "./catalogue/thirdParty.ts";
import { walletErrors } from "./catalogue/wallet.ts";
import type { ErrorDescriptor } from "./catalogue/ErrorDescriptor.ts";
import { operatorErrors } from "./operatorErrors.ts";

const areas = {
  ...requestErrors,
  ...chainErrors,
  ...contractErrors,
  ...poolErrors,
  ...datasetErrors,
  ...thirdPartyErrors,
  ...jobErrors,
  ...sessionErrors,
  ...apiErrors,
  ...walletErrors,
  ...operatorErrors,
};

/** A code of the catalogue. */
export type ErrorCode = keyof typeof areas;

/** Every error that SDK, worker and CLI can raise, by code. */
export const catalogue: Readonly<Record<ErrorCode, ErrorDescriptor>> = areas;
