import type { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import { migrations } from "./migrations.ts";
import { transaction } from "./transaction.ts";

/**
 * Brings the schema to this program's version, all steps or none.
 * @throws PosthumanError `DATABASE_TOO_NEW` if a later program wrote it.
 */
export function migrate(db: DatabaseSync, file: string, steps: readonly string[] = migrations): void {
  transaction(db, () => {
    const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
    if (version > steps.length) {
      throw new PosthumanError("DATABASE_TOO_NEW", { file, version, known: steps.length });
    }
    for (const step of steps.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
  });
}
