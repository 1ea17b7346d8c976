import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What is wrong with an algorithm that somebody other than the worker's operator wrote. */
export const thirdPartyErrors = {
  ALGORITHM_NOT_ALLOWED: {
    message: "This worker does not run the algorithm {sha256}.",
    why: "An algorithm can read the model's weights and write any output that its kind of job allows, so a worker runs only those that its operator allowed.",
    fix: 'Ask the operator to read it, add "{sha256}" to trustedAlgorithms in the worker\'s configuration and restart the worker; or use another worker. Cancel the job: everything is refunded.',
    retryable: false,
    status: 403,
  },
  ALGORITHM_CANNOT_TRAIN: {
    message: "The algorithm {sha256} cannot be used to train.",
    why: "A training's gain decides who owns how much of a lineage, so only the market's own algorithm measures it.",
    fix: "Use it in a job of kind evaluate or infer, or train without it.",
    retryable: false,
    status: 422,
  },
  ALGORITHM_MISSING: {
    message: "The algorithm {sha256} is not at this worker.",
    why: "Its file was not uploaded, or not yet.",
    fix: "Upload it (posthuman algorithm publish <folder> --asset <address> --endpoint <url>); the worker then takes the job on its own. Or cancel the job: everything is refunded.",
    retryable: true,
    status: 404,
  },
  ALGORITHM_UNPAID: {
    message: "The algorithm {sha256} may not be used by {asker}.",
    why: "Somebody else uploaded it, and the job does not pay for an asset that it belongs to.",
    fix: "Name and pay for the asset that it belongs to (--algorithm <asset>), or upload it from the account that requests the job.",
    retryable: true,
    status: 403,
  },
  ALGORITHM_IMAGE_UNKNOWN: {
    message: "This worker cannot run the image {image}; it knows: {known}.",
    why: "The worker runs programs in a sandbox of its own, and pulls no container images.",
    fix: "Publish the algorithm without an image, for the worker's own Python; or ask the operator to name a Python with the image's packages under algorithmImages in the worker's configuration.",
    retryable: false,
    status: 422,
  },
  ALGORITHM_ENTRYPOINT_INVALID: {
    message: "The entry point {entrypoint} cannot be run: {reason}.",
    why: "The worker runs one program, a Python, with the algorithm's file as an argument; there is no shell.",
    fix: "Write it as: python3 $ALGO. Arguments are separated by spaces.",
    retryable: false,
    status: 422,
  },
  ALGORITHM_UNDESCRIBED: {
    message: "The asset {asset} does not say how to run its algorithm: {reason}.",
    why: "It is not an algorithm, its description is encrypted, or it was published without its file's hash.",
    fix: "Publish it with posthuman algorithm publish, or name the file's hash or folder instead of the asset.",
    retryable: false,
    status: 422,
  },
  ALGORITHM_METADATA_INVALID: {
    message: "The algorithm's metadata is wrong: {problems}.",
    why: "It has the form of the metadata section of Ocean's descriptions, with a container section that says how to run the program.",
    fix: "Correct these fields; posthuman algorithm init <new folder> writes a metadata.json to compare with.",
    retryable: false,
    status: 422,
  },
  ALGORITHM_FOLDER_INVALID: {
    message: "The folder {folder} does not hold an algorithm: {reason}.",
    why: "An algorithm's folder has a metadata.json and its program: algorithm.py or, if it has several files, __main__.py.",
    fix: "Compare it with what posthuman algorithm init <new folder> writes.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
