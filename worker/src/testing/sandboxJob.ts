import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import {
  createBubblewrapRunner,
  type BubblewrapRunnerOptions,
} from "../runner/bubblewrap/createBubblewrapRunner.ts";
import {
  createFolderStage,
  type FolderStageOptions,
  type InstalledEnvironment,
} from "../runner/bubblewrap/folderStage.ts";
import { pythonRuntime } from "../runner/bubblewrap/pythonRuntime.ts";
import type { Stage } from "../runner/bubblewrap/Stage.ts";
import { followRun, type FollowOptions } from "../runner/events.ts";
import type { Runner, RunResult, RunSpec, SandboxLimits } from "../runner/Runner.ts";

const MEBIBYTE = 1024 * 1024;

/** A run in a folder of the test's. */
export interface TestJob {
  readonly folder: string;
  readonly interpreter: string;
  readonly args: readonly string[];
  readonly binds: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly devices?: readonly string[];
  readonly loopback?: boolean;
  readonly foreign?: boolean;
}

/** A small job in the folder `job` below `parent`, which runs the text `program` with the system's Python. */
export function sandboxJob(parent: string, program: string, limits: Partial<SandboxLimits> = {}): TestJob {
  return {
    folder: join(parent, "job"),
    interpreter: "/usr/bin/python3",
    args: ["-c", program],
    binds: [],
    env: {},
    limits: {
      memoryBytes: 256 * MEBIBYTE,
      processes: 32,
      wallSeconds: 300,
      openFiles: 64,
      stateBytes: 16 * MEBIBYTE,
      outputBytes: 2 * MEBIBYTE,
      outputFiles: 10,
      logBytes: 2 * MEBIBYTE,
      ...limits,
    },
  };
}

/** The system's Python, with nothing else. */
const systemPython: InstalledEnvironment = {
  interpreter: "/usr/bin/python3",
  binds: [],
  variables: {},
};

/** What a runner is asked to run for a job of the test's, which brings its own environment. */
function specOf({ args, limits, devices = [], loopback, foreign }: TestJob, id = "job"): RunSpec {
  return {
    id,
    environment: { digest: id, command: args, variables: {} },
    staged: [],
    documents: {},
    limits,
    resources: { cpus: 1, gpus: devices.length },
    network: loopback ? "loopback" : "none",
    foreign: foreign ?? false,
  };
}

/** A stage with nothing but jobs of the test's, each in its folder as it is. */
function stageOf(jobs: ReadonlyMap<string, TestJob>): Stage {
  const jobOf = (id: string): TestJob => jobs.get(id) ?? sandboxJob("", "");
  return {
    folderOf: (id) => jobOf(id).folder,
    prepare: () => Promise.resolve(),
    async environment(id) {
      const { interpreter, binds, env, devices } = jobOf(id);
      const runtime = await pythonRuntime(interpreter);
      return { runtime, binds, variables: env, ...(devices && { devices }) };
    },
  };
}

/** Runs jobs of the test's to their ends. */
export interface TestRunner extends Pick<Runner, "probe"> {
  run(job: TestJob, options?: FollowOptions): Promise<RunResult>;
}

/** Makes a runner with the real sandbox. */
export function createTestRunner(options: Omit<BubblewrapRunnerOptions, "stage"> = {}): TestRunner {
  const jobs = new Map<string, TestJob>();
  const runner = createBubblewrapRunner({ ...options, stage: stageOf(jobs) });
  return {
    probe: runner.probe,
    async run(job, follow) {
      const id = `job-${jobs.size}`;
      jobs.set(id, job);
      return followRun(await runner.start(specOf(job, id)), follow);
    },
  };
}

/** A store that has nothing. */
const emptyStore: FolderStageOptions["store"] = {
  materialise: (sha256) => Promise.reject(new PosthumanError("ARTIFACT_MISSING", { sha256 })),
};

/** Makes a runner with the real sandbox, whose runs lie in a folder. Without other environments it has `python` alone. */
export function folderRunner(
  folder: string,
  {
    store = emptyStore,
    environments = { python: systemPython },
  }: Partial<Omit<FolderStageOptions, "folder">> = {},
): Runner {
  return createBubblewrapRunner({ stage: createFolderStage({ folder, store, environments }) });
}

/** A run of a Python program in the environment `python`, but for what it reads. */
export function programRun(
  command: readonly string[],
  limits: Partial<SandboxLimits> = {},
): Omit<RunSpec, "id" | "staged" | "documents"> {
  return {
    environment: { digest: "python", command, variables: {} },
    limits: sandboxJob("", "", limits).limits,
    resources: { cpus: 1, gpus: 0 },
    network: "none",
    foreign: false,
  };
}
