import { statfs } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import type { Logger } from "../log/createLogger.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import { openUploadLedger, type Upload } from "./openUploadLedger.ts";
import { removeUpload, usesOfUploads } from "./usesOfUploads.ts";

/** An upload whose room is set aside until it is disposed of. */
export interface UploadUnderWay extends Disposable {
  /** Writes down that it is here. */
  done(bytes: number): void;
}

/** What strangers may leave at a worker, and for how long. */
export interface Uploads {
  /**
   * Sets room aside for an upload, before its first byte is read.
   * @throws PosthumanError `DISK_FULL`, `UPLOADS_FULL`.
   */
  begin(upload: Upload): Promise<UploadUnderWay>;
  /** Removes what no job has paid for in time; nothing while the worker does not know what the chain says. */
  sweep(): Promise<void>;
  /** Sweeps at intervals until the signal fires. */
  run(signal: AbortSignal): Promise<void>;
}

/** What uploads are managed with. */
export interface UploadsOptions {
  readonly db: DatabaseSync;
  readonly refs: Refs;
  readonly store: ArtifactStore;
  readonly dataFolder: string;
  readonly limits: WorkerConfig["uploads"];
  /** Jobs on models that this worker may run. */
  jobs(): Iterable<ChainJob>;
  /** Whether those are as the chain has them now. */
  upToDate(): boolean;
  readonly log: Logger;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

const SWEEP_MS = 10 * 60_000;
/** Requests for more room than is left must not make the worker go through all jobs each time. */
const LOOK_MS = 10_000;
/** One client gets at most this part of the room, so that others find some. */
const PART = 4;

/** Makes what manages uploads. */
export function createUploads(options: UploadsOptions): Uploads {
  const { db, refs, store, dataFolder, limits, log, now = Date.now } = options;
  const ledger = openUploadLedger(db);
  const underWay = new Set<Upload>();
  let removing: { readonly name: string; readonly ended: Promise<void> } | undefined;
  let lookedAt = -Infinity;

  /** Which uploads are paid for by now. */
  async function look(): Promise<void> {
    lookedAt = now();
    const uploads = ledger.all();
    if (uploads.length > 0) ledger.mark(await usesOfUploads(refs, options.jobs(), uploads));
  }

  const pending = (fits: (upload: Upload) => boolean = () => true) =>
    [...underWay].filter(fits).reduce((sum, { bytes }) => sum + bytes, 0);

  /** The limit that an upload under way would break, if it would. */
  function broken({ kind, client }: Upload): { readonly limit: number; readonly whose: string } | undefined {
    const kinds = kind === "asset" ? (["asset"] as const) : (["manifest", "dataset"] as const);
    const alike = (other: Upload) => (other.kind === "asset") === (kind === "asset");
    const all = kind === "asset" ? limits.assets : limits.unpaid;
    const part = Math.floor(all / PART);
    if (ledger.sum(kinds) + pending(alike) > all) return { limit: all, whose: "of everybody" };
    const own = pending((other) => alike(other) && other.client === client);
    if (ledger.sum(kinds, client) + own > part) return { limit: part, whose: "from your network address" };
    return undefined;
  }

  async function requireRoom(upload: Upload): Promise<void> {
    if (broken(upload) && now() - lookedAt >= LOOK_MS) await look();
    const { bavail, bsize } = await statfs(dataFolder);
    if (bavail * bsize - pending() < limits.reserve) throw new PosthumanError("DISK_FULL");
    const over = broken(upload);
    if (over) throw new PosthumanError("UPLOADS_FULL", { ...over, hours: limits.unpaidHours });
  }

  async function sweep(): Promise<void> {
    if (!options.upToDate()) return;
    await look();
    const before = now() - limits.unpaidHours * 3_600_000;
    for (const upload of ledger.all()) {
      if (upload.kind === "asset" || upload.held || upload.at > before) continue;
      // An upload of the same name at this moment keeps it.
      if ([...underWay].some(({ name }) => name === upload.name)) continue;
      const ended = removeUpload({ refs, store }, upload).then(() => ledger.remove(upload));
      removing = { name: upload.name, ended };
      await ended;
      log.info("Removed an upload that nobody paid for.", { kind: upload.kind, name: upload.name });
    }
  }

  return {
    async begin(upload) {
      // From here on nothing of that name is removed, and its room is taken.
      underWay.add(upload);
      try {
        if (removing?.name === upload.name) await removing.ended.catch(() => undefined);
        await requireRoom(upload);
      } catch (error) {
        underWay.delete(upload);
        throw error;
      }
      return {
        done: (bytes) => ledger.add({ ...upload, bytes }, now()),
        [Symbol.dispose]: () => void underWay.delete(upload),
      };
    },
    sweep,
    async run(signal) {
      while (!signal.aborted) {
        await sweep().catch((error: unknown) => log.warn("Could not look through the uploads.", { error }));
        await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
