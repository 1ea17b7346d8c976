import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What a worker answers. */
export const workerErrors = {
  JOB_UNKNOWN: {
    message: "There is no job {id} at this worker.",
    why: "The job was never requested, is not yet deep enough in the chain, or runs at another worker.",
    fix: "Check the job id and the worker's address, or wait for some blocks.",
    retryable: true,
    status: 404,
  },
} as const satisfies Record<string, ErrorDescriptor>;
