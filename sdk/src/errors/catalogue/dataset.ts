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
    message: "Dataset {name} is empty.",
    why: "The file has no bytes, only white space, or a header without rows.",
    fix: "Give a file with text in UTF-8, or with rows.",
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
  ROW_INVALID: {
    message: "Dataset {name}, row {row}: {reason}.",
    why: "Every row is checked before the first step, so that no job is paid for half a dataset.",
    fix: "Correct or remove that row and upload the file again.",
    retryable: false,
    status: 422,
  },
  INPUT_TOO_LONG: {
    message: "{name}, row {row}: it needs {tokens} tokens, and the model takes {limit}.",
    why: "A model sees a fixed number of tokens at once; of a text to continue, prompt and answer together. Nothing was computed.",
    fix: "Shorten it, lower max_new_tokens, or have it cut: truncate=true keeps the end of a text to continue, the beginning of others.",
    retryable: false,
    status: 422,
  },
  COLUMN_MISSING: {
    message: "Dataset {name} has no column {column}; it has: {found}.",
    why: "The task reads columns by their usual names (see docs/tasks), and finds none that stands for this one.",
    fix: "Say with the parameter columns which column of yours stands for {column} (see docs/tasks), or rename it.",
    retryable: false,
    status: 422,
  },
  LABEL_UNKNOWN: {
    message: "Dataset {name}, row {row}: the model knows no label {label}.",
    why: "A model's labels are those of its configuration; a training cannot add one.",
    fix: "Use these labels, or their numbers: {known}.",
    retryable: false,
    status: 422,
  },
  TABLE_UNREADABLE: {
    message: "Dataset {name} cannot be read as {kind}: {reason}.",
    why: "The file is damaged, or it is not what its name or its first bytes say.",
    fix: "Write it again with the tool that made it, or convert it to JSON lines.",
    retryable: false,
    status: 422,
  },
  ARCHIVE_INVALID: {
    message: "The archive {name} is refused: {reason}.",
    why: "An archive of strangers is read in memory, within limits, and must stay within itself.",
    fix: "Pack plain files under relative paths anew (zip -r data.zip folder), split if it is large.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
