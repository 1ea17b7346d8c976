import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What the sandbox refused or could not give. */
export const sandboxErrors = {
  SANDBOX_UNAVAILABLE: {
    message: "No sandbox of level {level} is available: {reason}.",
    why: "Jobs run hostile code, so a worker without isolation refuses to run any.",
    fix: "Install bubblewrap with the package manager of the system (apt-get install bubblewrap).",
    retryable: false,
    status: 503,
  },
} as const satisfies Record<string, ErrorDescriptor>;
