/** Kinds of isolation, the strongest first. */
export type IsolationLevel = "bubblewrap" | "none";

/** What the runner can do on this machine. */
export interface Isolation {
  readonly level: IsolationLevel;
  /** Version of bubblewrap, where it is used. */
  readonly version?: string;
  /** Whether system calls are filtered. */
  readonly seccomp: boolean;
  /** How the memory limit is kept: by the kernel, or by looking several times a second. */
  readonly memory: "cgroup" | "polling";
  /** Why it is not stronger. */
  readonly reason?: string;
}
