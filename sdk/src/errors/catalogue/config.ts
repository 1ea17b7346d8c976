import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What is wrong with a worker's configuration or a key. */
export const configErrors = {
  CONFIG_UNREADABLE: {
    message: "The configuration {file} cannot be read: {reason}.",
    why: "The path is wrong, the file may not be read, or it is not one JSON object.",
    fix: "Check the path and the file's contents.",
    retryable: false,
    status: 500,
  },
  CONFIG_INVALID: {
    message: "The configuration is wrong: {problems}.",
    why: "A field is unknown, missing, or has the wrong kind of value.",
    fix: "Correct these fields in the file, the environment (POSTHUMAN_WORKER_…) or the flags.",
    retryable: false,
    status: 500,
  },
  DATA_FOLDER_UNUSABLE: {
    message: "The worker's data folder {path} cannot be used: {reason}.",
    why: "It cannot be created or written to: it belongs to another account, is on a read-only or full disk, or is below something that is not a folder.",
    fix: "Give the worker's account the right to write there, make room, or configure another dataFolder.",
    retryable: false,
    status: 500,
  },
  ADDRESSES_UNREADABLE: {
    message: "The addresses of the contracts cannot be read from {file}: {reason}.",
    why: "The file does not exist, or does not hold the addresses that a deployment writes.",
    fix: "Give the file that the deployment wrote for the chain at the RPC URL, with --addresses or POSTHUMAN_ADDRESSES; npm run demo -- --keep starts a chain to try and prints its file.",
    retryable: false,
    status: 500,
  },
  KEY_MISSING: {
    message: "No key is configured.",
    why: "An account is needed to sign transactions.",
    fix: "Give an encrypted keystore (key.keystore) or a file with mode 0600 that holds the key (key.file).",
    retryable: false,
    status: 500,
  },
  KEY_UNREADABLE: {
    message: "The key in {file} cannot be read: {reason}.",
    why: "The path is wrong, the file may not be read, or it holds something else.",
    fix: "Check the file: a keystore in JSON V3, or one private key in hex.",
    retryable: false,
    status: 500,
  },
  KEY_FILE_EXPOSED: {
    message: "The file {file} has mode {mode}: accounts other than its owner can read the secret in it.",
    why: "A key that others can read is no longer yours alone.",
    fix: "Run chmod 600 on the file, and consider whether somebody has already seen the key.",
    retryable: false,
    status: 500,
  },
  KEYSTORE_PASSWORD_MISSING: {
    message: "The keystore {file} needs a password.",
    why: "A keystore is encrypted.",
    fix: "Give a password file with mode 0600, or set POSTHUMAN_KEYSTORE_PASSWORD.",
    retryable: false,
    status: 500,
  },
  KEYSTORE_PASSWORD_WRONG: {
    message: "The password does not open the keystore {file}.",
    why: "It belongs to another keystore, or it was mistyped.",
    fix: "Give the password that the keystore was created with.",
    retryable: false,
    status: 500,
  },
  ACCOUNT_LOCKED: {
    message: "The chain's node does not sign for {account}.",
    why: "Only local nodes hold unlocked accounts, and only their own.",
    fix: "Give one of the node's accounts, or a keystore or key file instead.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
