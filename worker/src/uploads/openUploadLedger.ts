import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../database/atomic.ts";

/** A file that is uploaded over the API, or was. */
export interface Upload {
  /** `asset`: a dataset or an algorithm of an asset, brought by that asset's owner. */
  readonly kind: "manifest" | "dataset" | "asset";
  /** Its hash, as the worker names it. */
  readonly name: string;
  /** Who signed for it; empty for a manifest, which anyone may bring. */
  readonly account: string;
  /** The asset's datatoken, or empty. */
  readonly asset: string;
  /** The network address that it comes from, or the network of that address. */
  readonly client: string;
  /** What it counts against the limits. */
  readonly bytes: number;
}

/** An upload that is here, and that no job has paid for yet. */
export interface UnpaidUpload extends Upload {
  /** When it came, Unix time in milliseconds. */
  readonly at: number;
  /** Whether a job that is under way uses it. */
  readonly held: boolean;
}

/** What the jobs on chain make of an upload. */
export type UploadUse = "paid" | "held" | undefined;

/** Uploads that are not paid for, in the worker's database. */
interface UploadLedger {
  /** Writes an upload down; the same again counts once, from now on. */
  add(upload: Upload, at: number): void;
  /** All of them, the oldest first. */
  all(): UnpaidUpload[];
  remove(upload: Upload): void;
  /** Bytes of those that no job under way uses; of one client, or of all. */
  sum(kinds: readonly Upload["kind"][], client?: string): number;
  /** Forgets what was paid for, and marks what jobs under way use. */
  mark(useOf: (upload: Upload) => UploadUse): void;
}

/** Opens the table of uploads. */
export function openUploadLedger(db: DatabaseSync): UploadLedger {
  const insert = db.prepare("INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, 0)");
  const select = db.prepare("SELECT * FROM uploads ORDER BY at");
  const KEY = "kind = ? AND name = ? AND account = ? AND asset = ?";
  const drop = db.prepare(`DELETE FROM uploads WHERE ${KEY}`);
  const hold = db.prepare(`UPDATE uploads SET held = ? WHERE ${KEY}`);
  const total = db.prepare(
    `SELECT coalesce(sum(bytes), 0) AS bytes FROM uploads
     WHERE held = 0 AND kind IN (SELECT value FROM json_each(?)) AND client = coalesce(?, client)`,
  );
  const keyOf = ({ kind, name, account, asset }: Upload) => [kind, name, account, asset] as const;
  const all = () =>
    select.all().map((row) => ({ ...row, held: row["held"] === 1 }) as unknown as UnpaidUpload);
  return {
    add: (upload, at) => void insert.run(...keyOf(upload), upload.client, upload.bytes, at),
    all,
    remove: (upload) => void drop.run(...keyOf(upload)),
    sum: (kinds, client) => Number(total.get(JSON.stringify(kinds), client ?? null)?.["bytes"] ?? 0),
    mark(useOf) {
      transaction(db, () => {
        for (const upload of all()) {
          const use = useOf(upload);
          if (use === "paid") drop.run(...keyOf(upload));
          else if ((use === "held") !== upload.held) hold.run(use === "held" ? 1 : 0, ...keyOf(upload));
        }
      });
    },
  };
}
