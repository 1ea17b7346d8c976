import type { SandboxJob } from "../runner/Runner.ts";

/** What to run as a model's engine. */
export interface EngineJob extends SandboxJob {
  /** Set where the engine is not ours: what it can serve shows only when it is asked. */
  readonly foreign?: {
    /** How requests to it are written. */
    readonly name: "vllm";
    /** Called when it did not answer a first request; from then on, another engine is prepared. */
    readonly onUnfit: (reason: string) => void;
  };
}
