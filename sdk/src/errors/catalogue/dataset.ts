import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What is wrong with a dataset. */
export const datasetErrors = {
  DATASET_EMPTY: {
    message: "Dataset {name} holds no text.",
    why: "The file is empty or has only white space.",
    fix: "Upload a file with text in UTF-8.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
