import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What the chain or its contracts refused. */
export const chainErrors = {
  RPC_UNREACHABLE: {
    message: "The chain at {url} does not answer.",
    why: "The RPC endpoint is down, slow, or the address is wrong.",
    fix: "Check the RPC URL and that the node runs, then try again.",
    retryable: true,
    status: 503,
  },
} as const satisfies Record<string, ErrorDescriptor>;
