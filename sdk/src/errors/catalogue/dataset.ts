import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What is wrong with a dataset. */
export const datasetErrors = {
  DATASET_ABSENT: {
    message: "The job has no dataset {name}.",
    why: "The manifest names no dataset where one is needed, or the job's folder lacks its file.",
    fix: "Name a dataset in the manifest; it must be at the worker before the job runs.",
    retryable: false,
    status: 422,
  },
  DATASET_UNREADABLE: {
    message: "Dataset {name} cannot be read as text: {reason}.",
    why: "Texts are read as UTF-8; other encodings and binary files are not guessed.",
    fix: "Convert the file to UTF-8 (iconv -f LATIN1 -t UTF-8) and upload it again.",
    retryable: false,
    status: 422,
  },
  DATASET_EMPTY: {
    message: "Dataset {name} holds no text.",
    why: "The file is empty or has only white space.",
    fix: "Upload a file with text in UTF-8.",
    retryable: false,
    status: 422,
  },
  DATASET_HASH_MISMATCH: {
    message: "Dataset {name} does not match its hash: expected {expected}, got {actual}.",
    why: "The bytes are not the ones that the manifest promises: another file, or one changed on the way.",
    fix: "Upload the file whose SHA-256 is in the manifest, or correct the manifest.",
    retryable: false,
    status: 422,
  },
  DATASET_TOO_SHORT: {
    message: "The text is too short to train on: {tokens} tokens, and one block needs {needed}.",
    why: "Training reads blocks of block_size tokens, and the text does not fill a single one.",
    fix: "Use more text, or lower block_size.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
