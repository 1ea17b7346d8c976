import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What the sandbox refused or could not give. */
export const sandboxErrors = {
  SANDBOX_UNAVAILABLE: {
    message: "No sandbox of level {level} is available: {reason}.",
    why: "Jobs run hostile code, so a worker without isolation refuses to run any.",
    fix: "Install bubblewrap with the package manager of the system (apt-get install bubblewrap).",
    retryable: false,
    status: 503,
  },
  INTERPRETER_UNUSABLE: {
    message: "The interpreter {interpreter} cannot be used in a sandbox: {reason}.",
    why: "The sandbox shows only the interpreter's own folders, so they must be known and hold nothing else.",
    fix: "Configure a Python from a virtual environment, pyenv, uv or the system.",
    retryable: false,
    status: 503,
  },
  DEVICE_UNUSABLE: {
    message: "The device {path} cannot be used ({reason}).",
    why: "The worker's account opens a GPU's device files for the engines that run on it.",
    fix: "Check that the driver is loaded (nvidia-smi and nvidia-modprobe -u create NVIDIA's files), and add the worker's account to the group that owns the file; or correct serving.vllm.devices.",
    retryable: false,
    status: 503,
  },
  VLLM_UNUSABLE: {
    message: "vLLM cannot be used with {python}: {reason}.",
    why: "It must be installed in that Python's environment, and must find in the sandbox what it was built for: a CPU or a GPU.",
    fix: "Install it as docs/guides/serving.md says, for this machine's CPU or GPU, or set serving.engine to another one.",
    retryable: false,
    status: 503,
  },
  CONVERSION_MISSING: {
    message: "OpenVINO cannot serve: {missing} is missing.",
    why: "Models are converted for it in an environment of its own, which the setup creates.",
    fix: "Run node scripts/bootstrap.mjs --only-setup, or name the Python of such an environment in serving.conversion.",
    retryable: false,
    status: 503,
  },
  JOB_TIMEOUT: {
    message: "The job ran longer than its {seconds} seconds and was stopped.",
    why: "The algorithm hangs, or the work is larger than the job's time limit.",
    fix: "Request less work (fewer steps, less text), or a worker with a longer time limit.",
    retryable: false,
    status: 422,
  },
  JOB_CPU_EXCEEDED: {
    message: "The job used more than its {seconds} seconds of processor time and was stopped.",
    why: "The work is larger than the job's processor limit.",
    fix: "Request less work (fewer steps, less text), or a worker with a higher limit.",
    retryable: false,
    status: 422,
  },
  JOB_MEMORY_EXCEEDED: {
    message: "The job used more than its {limit} bytes of memory and was stopped.",
    why: "The model, the batch or the text does not fit in the job's memory limit.",
    fix: "Lower the batch size or the context length, or choose a worker with more memory.",
    retryable: false,
    status: 422,
  },
  JOB_CRASHED: {
    message: "The algorithm ended with exit code {exitCode} and gave no reason.",
    why: "It crashed, was killed, or failed in a way that its author did not foresee.",
    fix: "Try the same job with less work; if it fails again, report it to the worker's operator.",
    retryable: false,
    status: 422,
  },
  STATE_TOO_LARGE: {
    message: "The job's state grew beyond its limit ({reason}; limit {limit} bytes) and the job was stopped.",
    why: "Checkpoints and other working files take more disk than the job may use.",
    fix: "Keep fewer checkpoints, or choose a worker with a higher limit.",
    retryable: false,
    status: 422,
  },
  OUTPUT_TOO_LARGE: {
    message:
      "The job's outputs grew beyond their limit ({reason}; limit {limit} bytes) and the job was stopped.",
    why: "Outputs are what a requester may fetch; they are kept small so that no weights leave in them.",
    fix: "Ask for less output, for example fewer tokens.",
    retryable: false,
    status: 422,
  },
  LOGS_TOO_LARGE: {
    message:
      "The job's logs grew beyond their limit ({reason}; limit {limit} bytes) and the job was stopped.",
    why: "The algorithm writes more events or console output than a job may.",
    fix: "Use an algorithm that reports less often.",
    retryable: false,
    status: 422,
  },
  OUTPUT_FORBIDDEN: {
    message: "The output {path} may not leave the worker: {reason}.",
    why: "Each kind of job has a short list of output files with fixed formats; anything else is refused.",
    fix: "Use an algorithm that writes only the outputs of this kind of job.",
    retryable: false,
    status: 422,
  },
  OUTPUT_HOLDS_WEIGHTS: {
    message: "The output {path} holds model weights ({reason}), so nothing of the job leaves the worker.",
    why: "Weights never leave their custodian's machines.",
    fix: "Use an algorithm that does not write weights to its outputs.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
