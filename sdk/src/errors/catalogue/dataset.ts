import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

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
    message: "Dataset {name} is empty.",
    why: "The file has no bytes, only white space, or a header without rows.",
    fix: "Give a file with text in UTF-8 or with rows.",
    retryable: false,
    status: 422,
  },
  DATASET_HASH_MISMATCH: {
    message: "Dataset {name} does not match its hash: expected {expected}, got {actual}.",
    why: "The bytes are not those that the manifest promises: it is another file, or it changed on the way.",
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
  ROW_INVALID: {
    message: "Dataset {name}, row {row}: {reason}.",
    why: "Every row is checked before the first step, so that nobody pays for a job on half a dataset.",
    fix: "Correct or remove that row and upload the file again.",
    retryable: false,
    status: 422,
  },
  INPUT_TOO_LONG: {
    message: "{name}, row {row}: it needs {tokens} tokens, and the model takes {limit}.",
    why: "A model sees a fixed number of tokens at once; when it continues a text, prompt and answer count together. Nothing was computed.",
    fix: "Shorten it, lower max_new_tokens, or have it cut: truncate=true keeps the end of a text to be continued, and the beginning of any other.",
    retryable: false,
    status: 422,
  },
  COLUMN_MISSING: {
    message: "Dataset {name} has no column {column}; it has: {found}.",
    why: "The task finds columns by their usual names (see docs/tasks), and none of these is one for {column}.",
    fix: "Use the parameter columns to say which of your columns is the {column} (see docs/tasks), or rename it.",
    retryable: false,
    status: 422,
  },
  LABEL_UNKNOWN: {
    message: "Dataset {name}, row {row}: the model has no label {label}.",
    why: "A model's labels are those of its configuration; training cannot add one.",
    fix: "Use these labels, or their numbers: {known}.",
    retryable: false,
    status: 422,
  },
  TABLE_UNREADABLE: {
    message: "Dataset {name} cannot be read as {kind}: {reason}.",
    why: "The file is damaged, or it is not what its name or its first bytes suggest.",
    fix: "Write it again with the tool that made it, or convert it to JSON lines.",
    retryable: false,
    status: 422,
  },
  ARCHIVE_INVALID: {
    message: "The archive {name} is refused: {reason}.",
    why: "Archives from strangers are read in memory, within limits, and may not point outside themselves.",
    fix: "Pack plain files again under relative paths (zip -r data.zip folder), in several archives if they are large.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
