import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What a worker that runs runs into: its files, its chain, its transactions. */
export const workerErrors = {
  WORKER_ALREADY_RUNNING: {
    message: "Another worker is using the database {file}.",
    why: "A database belongs to one running worker: two would send the same transactions.",
    fix: "Stop the other worker, or give this one its own state folder.",
    retryable: false,
    status: 409,
  },
  WORKER_STOPPING: {
    message: "The worker is stopping.",
    why: "It was told to stop while this was in progress; its database records what was begun.",
    fix: "Start the worker again; it continues where it stopped.",
    retryable: true,
    status: 503,
  },
  WORKER_BALANCE_TOO_LOW: {
    message:
      "The worker's account {account} has {balance} wei, less than the {needed} wei that a transaction may cost.",
    why: "The account pays the gas of every lease, renewal and result.",
    fix: "Send the account some of the chain's coin; the worker then continues on its own.",
    retryable: true,
    status: 503,
  },
  DATABASE_OF_ANOTHER: {
    message: "The database {file} is for {what} {found}, not {expected}.",
    why: "A worker's database holds jobs and transactions of one chain, one market and one worker; mixing them would lose money.",
    fix: "Give this worker its own state folder, or correct its configuration.",
    retryable: false,
    status: 500,
  },
  DATABASE_TOO_NEW: {
    message: "The database {file} has schema {version}; this worker knows up to {known}.",
    why: "A later version of the worker has used it.",
    fix: "Update the worker.",
    retryable: false,
    status: 500,
  },
  DATABASE_UNREADABLE: {
    message: "The database {file} cannot be opened.",
    why: "The file is damaged or is not a database, or the folder cannot be written to.",
    fix: "Check the path, its permissions and the space left; if it is damaged, move it away: the worker rebuilds it from the chain.",
    retryable: false,
    status: 500,
  },
  RPC_INCONSISTENT: {
    message: "The chain's node contradicts itself at block {block}: {what}.",
    why: "The chain was reorganised between two answers, or the RPC endpoint spreads calls over nodes that are out of step.",
    fix: "Nothing needs to be done: the worker asks again. If it persists, use another RPC endpoint.",
    retryable: true,
    status: 502,
  },
  REORG_TOO_DEEP: {
    message:
      "The chain was reorganised below block {block}, deeper than the {window} blocks that can be undone.",
    why: "The node switched to another history, or a local chain was restarted at the same address.",
    fix: "If the new chain is the right one, move the worker's database away and start the worker: it rebuilds its state from the chain.",
    retryable: false,
    status: 500,
  },
  TRANSACTION_REFUSED: {
    message: "The contract would refuse to {description}: {reason}.",
    why: "Before sending, the transaction was simulated against the chain's latest state and reverted; nothing was sent.",
    fix: "See the reason; the state may have changed in the meantime.",
    retryable: false,
    status: 409,
  },
  TRANSACTION_REVERTED: {
    message: "The contract refused to {description}: {reason} (transaction {hash}).",
    why: "The state changed between the simulation and the block that the transaction was included in.",
    fix: "See the reason; if it still makes sense, ask again under another key.",
    retryable: false,
    status: 409,
  },
  TRANSACTION_REPLACED: {
    message: "Another transaction took nonce {nonce} of {account}, so {key} can never be sent.",
    why: "Another program sends from the worker's account.",
    fix: "Use the account for this worker only.",
    retryable: false,
    status: 409,
  },
  TRANSACTION_KEY_TAKEN: {
    message: "The key {key} belongs to another transaction.",
    why: "A key names one transaction forever, so that asking twice sends once.",
    fix: "Use a separate key for each transaction.",
    retryable: false,
    status: 500,
  },
  WORKER_UNAVAILABLE: {
    message: "The worker cannot be loaded: {reason}.",
    why: "Commands of operators run the package @posthuman/worker, which wallets do without.",
    fix: "Install it beside the command line, under Node 24 or newer: npm install @posthuman/worker.",
    retryable: false,
    status: 501,
  },
} as const satisfies Record<string, ErrorDescriptor>;
