import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What a caller got wrong before anything was sent. */
export const requestErrors = {
  TASK_UNKNOWN: {
    message: "There is no task {task}.",
    why: "The manifest names a task that no algorithm of this version knows.",
    fix: "Use one of: {known}.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
