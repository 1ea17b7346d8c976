import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What a worker's HTTP API refuses. */
export const apiErrors = {
  ROUTE_UNKNOWN: {
    message: "There is nothing at {method} {path}.",
    why: "The address is wrong, or the worker is of another version.",
    fix: "See the list of routes in the worker's documentation.",
    retryable: false,
    status: 404,
  },
  NAME_INVALID: {
    message: "{name} is no valid name here.",
    why: "Ids are hex, hashes have 64 digits, and no name holds a slash or begins with a dot.",
    fix: "Correct the address.",
    retryable: false,
    status: 400,
  },
  BODY_INVALID: {
    message: "The request's body cannot be read: {reason}.",
    why: "It is too large, was cut short, or is of another kind than this address takes.",
    fix: "Send the whole body, as it was hashed, within the limits.",
    retryable: false,
    status: 400,
  },
  RESULTS_NOT_READY: {
    message: "Job {id} has no results: it is {state}.",
    why: "Results exist from submission on, and only of jobs that this worker ran.",
    fix: "Wait until the job is Submitted, or ask the worker that ran it.",
    retryable: true,
    status: 409,
  },
  RESULT_FILE_UNKNOWN: {
    message: "Job {id} has no result {path}.",
    why: "Only the files that the receipt lists can be fetched.",
    fix: "Fetch the receipt and choose one of its files.",
    retryable: false,
    status: 404,
  },
  ASSET_NOT_YOURS: {
    message: "{account} does not own the asset {asset}.",
    why: "Only the owner of an asset's data NFT can bring datasets for it.",
    fix: "Upload from the owner's account, or without naming the asset.",
    retryable: false,
    status: 403,
  },
  REQUEST_FORBIDDEN: {
    message: "{account} may not have {subject}.",
    why: "A job's results are for its requester alone.",
    fix: "Sign the request with the account that requested the job.",
    retryable: false,
    status: 403,
  },
  REQUEST_REPLAYED: {
    message: "This signed request of {account} was used before.",
    why: "Each signed request is good for one call, so that nobody who saw one can repeat it.",
    fix: "Sign a new request.",
    retryable: false,
    status: 409,
  },
  LISTEN_FAILED: {
    message: "The API cannot listen at {host}:{port}: {reason}.",
    why: "Another program uses the port, or the address is not this machine's.",
    fix: "Configure another port (listen.port; 0 takes a free one) or host.",
    retryable: false,
    status: 500,
  },
  DISK_FULL: {
    message: "The worker has no room for this upload.",
    why: "It keeps a reserve of its disk for the jobs that it runs.",
    fix: "Try again later or with a smaller file; the operator can add space.",
    retryable: true,
    status: 507,
  },
  INTERNAL: {
    message: "Something broke inside of the worker.",
    why: "This should not happen; the worker's log has the details.",
    fix: "Try again; if it stays, report it to the worker's operator.",
    retryable: true,
    status: 500,
  },
} as const satisfies Record<string, ErrorDescriptor>;
