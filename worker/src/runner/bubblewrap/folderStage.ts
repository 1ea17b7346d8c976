import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson, PosthumanError } from "@posthuman/sdk";
import type { ArtifactStore } from "../../store/openStore.ts";
import { pythonRuntime } from "./pythonRuntime.ts";
import type { HostEnvironment, Stage } from "./Stage.ts";

/** A Python of this machine, with what runs find in it. */
export interface InstalledEnvironment extends Omit<HostEnvironment, "runtime"> {
  /** Path of the Python, often a virtual environment's `bin/python`. */
  readonly interpreter: string;
}

/** What a stage takes things from, and where it puts them. */
export interface FolderStageOptions {
  /** Holds the folders of the runs. */
  readonly folder: string;
  readonly store: Pick<ArtifactStore, "materialise">;
  /** The environments of this machine by their digests. */
  readonly environments: Readonly<Record<string, InstalledEnvironment>>;
}

/** Folders that files can be staged in. */
const STAGED = /^(inputs|model|lineage|transformations|state)(\/(?!\.{1,2}(\/|$))[^/]+)+$/;
/** Of these, the ones that a run only reads. */
const READ_ONLY = ["inputs", "model", "lineage", "transformations"];
const NAME = /^\w[\w.-]{0,199}$/;
/** Says what a run's folder was filled with; it lies where no run sees it. */
const MARK = "staged";

/** Makes a stage in a folder of this machine: files come from the store, environments are those that are installed. */
export function createFolderStage({ folder, store, environments }: FolderStageOptions): Stage {
  function folderOf(id: string): string {
    if (!NAME.test(id)) throw new PosthumanError("NAME_INVALID", { name: id.slice(0, 100) });
    return join(folder, id);
  }

  async function place(own: string, path: string, write: (target: string) => Promise<void>): Promise<void> {
    if (!STAGED.test(path)) throw new PosthumanError("NAME_INVALID", { name: path.slice(0, 100) });
    const target = join(own, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await write(target);
  }

  return {
    folderOf,
    async prepare({ id, staged, documents }) {
      const own = folderOf(id);
      const wanted = canonicalJson({ staged: staged.map(({ path, sha256 }) => [path, sha256]), documents });
      const mark = createHash("sha256").update(wanted).digest("hex");
      if ((await readFile(join(own, MARK), "utf8").catch(() => "")) === mark) return;
      await mkdir(own, { recursive: true, mode: 0o700 });
      // First: from now on the folder is no longer what the mark says, also if filling it fails halfway.
      await rm(join(own, MARK), { force: true });
      // Also what an earlier run may have put in the place of a file that is staged in its state, such as a link.
      const states = staged.map(({ path }) => path.split("/").slice(0, 2)).filter(([top]) => top === "state");
      for (const name of [...READ_ONLY, ...states.map((parts) => join(...parts))]) {
        await rm(join(own, name), { recursive: true, force: true });
      }
      for (const { path, sha256 } of staged) {
        await place(own, path, (target) => store.materialise(sha256, target));
      }
      for (const [path, text] of Object.entries(documents)) {
        await place(own, path, (target) => writeFile(target, text));
      }
      // Last, under its name at once: it says that the rest is there.
      await writeFile(join(own, `${MARK}.part`), mark);
      await rename(join(own, `${MARK}.part`), join(own, MARK));
    },
    async environment(digest) {
      const found = Object.hasOwn(environments, digest) ? environments[digest] : undefined;
      if (found === undefined) {
        const reason = "this worker has no environment of this name";
        throw new PosthumanError("INTERPRETER_UNUSABLE", { interpreter: digest, reason });
      }
      const { interpreter, ...rest } = found;
      return { ...rest, runtime: await pythonRuntime(interpreter) };
    },
  };
}
