import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What an algorithm reports of its work. */
export const algorithmErrors = {
  JOB_INVALID: {
    message: "The job folder is malformed: {reason}.",
    why: "The worker wrote a job.json that the algorithm cannot follow; the two may be of different versions.",
    fix: "Update worker and algorithms together; by hand, compare job.json with algorithms/README.md.",
    retryable: false,
    status: 500,
  },
  PARAMETER_UNKNOWN: {
    message: "There is no parameter {name}.",
    why: "Unknown parameters are rejected, so that nobody pays for a typing error.",
    fix: "Use any of: {known}.",
    retryable: false,
    status: 422,
  },
  PARAMETER_INVALID: {
    message: "Parameter {name} cannot be used: {reason}.",
    why: "The value has the wrong type, is out of bounds, or does not suit the model.",
    fix: "Correct it; algorithms/README.md has the table of parameters.",
    retryable: false,
    status: 422,
  },
  BENCHMARK_UNKNOWN: {
    message: "{harness} has no benchmark {name}.",
    why: "Benchmarks are run as EleutherAI's harness defines them, under its names and one at a time; groups are not supported.",
    fix: "Look its name up in the harness's list of tasks (lm-eval ls tasks), such as arc_easy, hellaswag or piqa.",
    retryable: false,
    status: 422,
  },
  BENCHMARK_DATA_INVALID: {
    message: "The file {file} does not hold the benchmark's questions: {reason}.",
    why: "The harness builds its questions from the columns of one data set, in one split, and each must have a right answer.",
    fix: "Download it from the address that posthuman worker import-benchmark prints when it is given no file, and do not change it.",
    retryable: false,
    status: 422,
  },
  PROBLEM_UNSUPPORTED: {
    message: "{task} is not measured for models whose problem_type is {problem}.",
    why: "Its metrics need labels: one, or for texts several. A model that gives a number for each input has none.",
    fix: "Use a model that predicts labels; to compare texts by a number, use sentence-embedding.",
    retryable: false,
    status: 422,
  },
  WEIGHTS_FORMAT: {
    message: "The model's file {name} is refused: {reason}.",
    why: "Pickled weights and code that comes with a model could run anything, so only safetensors and the settings of built-in architectures are taken.",
    fix: "Convert the weights to safetensors, and remove all other weights, code and auto_map.",
    retryable: false,
    status: 422,
  },
  WEIGHTS_INCOMPLETE: {
    message: "The model has no {name}.",
    why: "A model folder holds config.json, a tokenizer and weights as model.safetensors.",
    fix: "Export the model with save_pretrained (transformers) and publish that folder.",
    retryable: false,
    status: 422,
  },
  WEIGHTS_UNREADABLE: {
    message: "The model's {name} cannot be loaded: {reason}.",
    why: "The file is damaged, or configuration, tokenizer and weights do not belong together.",
    fix: "Load the folder with transformers on your own machine, repair it and publish it again.",
    retryable: false,
    status: 422,
  },
  LOSS_NOT_FINITE: {
    message: "The training diverged at step {step}: the loss is {loss}.",
    why: "The learning rate is too high for this model and text, so the numbers overflowed.",
    fix: "Lower learning_rate (by ten, to begin with) and request the training again.",
    retryable: false,
    status: 422,
  },
  OUT_OF_MEMORY: {
    message: "The job ran out of memory.",
    why: "Model, gradients and batch together need more than the sandbox allows.",
    fix: "Lower batch_size or block_size, raise gradient_accumulation, or use method lora.",
    retryable: false,
    status: 422,
  },
  ALGORITHM_CRASHED: {
    message: "The algorithm ended with a fault: {reason}.",
    why: "It met something that it cannot handle, or it was killed from outside.",
    fix: "Request the job again; if it fails the same way, report it with the job id.",
    retryable: true,
    status: 500,
  },
} as const satisfies Record<string, ErrorDescriptor>;
