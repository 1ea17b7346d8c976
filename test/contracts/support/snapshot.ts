import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";

/**
 * A committed snapshot: what it held before this run. With `UPDATE_SNAPSHOTS=1` it is first set to `now`, so that any
 * comparison holds.
 */
export async function snapshot<T>(name: string, now: T): Promise<T> {
  const file = new URL(`../snapshots/${name}.json`, import.meta.url);
  if (process.env.UPDATE_SNAPSHOTS === "1") {
    const options = { ...(await resolveConfig(file)), parser: "json" };
    writeFileSync(file, await format(JSON.stringify(now), options));
  }
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
