import { PosthumanError } from "@posthuman/sdk";
import type { RunSpec } from "./Runner.ts";

/** What separates a run from the machine. */
export interface Isolation {
  /** What isolates. */
  readonly level: "bubblewrap" | "none";
  /** Version of what isolates. */
  readonly version?: string;
  /** Why it is not stronger. */
  readonly reason?: string;
  /** What a run can reach over the network: nothing, its own other ranks, or whatever the machine can. */
  readonly network: "none" | "ranks" | "open";
  /** Whether system calls are filtered. */
  readonly seccomp: boolean;
  /** Whether all is read-only but the folders that a run writes to. */
  readonly readOnlyRoot: boolean;
  /** The account that a run sees itself as; 0 is root. */
  readonly uid: number;
  /** Whether no program that a run starts can have more rights than the run. */
  readonly noNewPrivileges: boolean;
  /** How the memory limit is kept: by the kernel, by looking several times a second, or not. */
  readonly memory: "cgroup" | "polling" | "absent";
  /** Which processes count against the limit: the run's, all of the node's, or none. */
  readonly processes: "job" | "node" | "absent";
  /** How the limits on files are kept: by the file system, by looking several times a second, or not. */
  readonly disk: "quota" | "polling" | "absent";
  /** What a run's system calls reach: a virtual machine's kernel, one in user space, or the machine's own. */
  readonly kernel: "vm" | "gvisor" | "shared";
}

/** What can be stronger or weaker about an isolation. */
export type IsolationField = Exclude<keyof Isolation, "level" | "version" | "reason">;

/** The weakest isolation under which an operator lets runs start; of `uid`, the lowest account. */
export type IsolationPolicy = Pick<Isolation, "level" | IsolationField>;

/** Values of each field, the strongest first; all accounts but root are equally strong. */
const strengths = {
  network: ["none", "ranks", "open"],
  seccomp: [true, false],
  readOnlyRoot: [true, false],
  noNewPrivileges: [true, false],
  memory: ["cgroup", "polling", "absent"],
  processes: ["job", "node", "absent"],
  disk: ["quota", "polling", "absent"],
  kernel: ["vm", "gvisor", "shared"],
} as const satisfies { [Field in Exclude<IsolationField, "uid">]: readonly Isolation[Field][] };

/** A run without any isolation. */
export const noIsolation = {
  level: "none",
  network: "open",
  seccomp: false,
  readOnlyRoot: false,
  uid: 0,
  noNewPrivileges: false,
  memory: "absent",
  processes: "absent",
  disk: "absent",
  kernel: "shared",
} as const satisfies IsolationPolicy;

/** What the words of the configuration's `isolation` demand. */
export const isolationPolicies: Readonly<Record<Isolation["level"], IsolationPolicy>> = {
  bubblewrap: {
    level: "bubblewrap",
    network: "none",
    // Some processors have no table of system calls to filter by; all else holds there.
    seccomp: false,
    readOnlyRoot: true,
    uid: 1,
    noNewPrivileges: true,
    memory: "polling",
    processes: "job",
    disk: "polling",
    kernel: "shared",
  },
  none: noIsolation,
};

/** The fields in which `found` is weaker than the policy allows. */
export function weakerFields(found: Isolation, policy: IsolationPolicy): IsolationField[] {
  const ranked = Object.entries(strengths) as [keyof typeof strengths, readonly unknown[]][];
  const weaker: IsolationField[] = ranked
    .filter(([field, values]) => values.indexOf(found[field]) > values.indexOf(policy[field]))
    .map(([field]) => field);
  return found.uid < policy.uid ? [...weaker, "uid"] : weaker;
}

/**
 * Makes sure that an isolation is no weaker than the policy, field by field.
 * @param foreign Whether somebody else wrote what will run: it needs a sandbox, whatever the policy.
 * @throws PosthumanError `SANDBOX_UNAVAILABLE`, which names each weaker field.
 */
export function requireIsolation(found: Isolation, policy: IsolationPolicy, foreign = false): void {
  if (foreign) requireIsolation(found, isolationPolicies.bubblewrap);
  const weaker = weakerFields(found, policy).map(
    (field) => `${field} is ${String(found[field])}, not ${String(policy[field])}`,
  );
  if (weaker.length === 0) return;
  const reason = [found.reason, `weaker than demanded: ${weaker.join(", ")}`].filter(Boolean).join("; ");
  throw new PosthumanError("SANDBOX_UNAVAILABLE", { level: policy.level, reason });
}

/** What sets a run apart: what it computes on and can reach, and whose algorithm it is. */
type RunTerms = Pick<RunSpec, "resources" | "network" | "foreign">;

/** How an algorithm of the operator's own runs on that many processors. */
export function ownRun(threads: number): RunTerms {
  return { resources: { cpus: threads, gpus: 0 }, network: "none", foreign: false };
}

/** How somebody else's algorithm runs on that many processors. */
export function foreignRun(threads: number): RunTerms {
  return { ...ownRun(threads), foreign: true };
}
