import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toJson, type Result } from "@posthuman/sdk";
import { replaceDurably } from "../store/durable.ts";

const AMOUNTS: readonly string[] = ["fee", "segments", "gain"];

/** Writes a job's result down before it is submitted, so that a restart submits the very same. */
export async function saveResult(folder: string, result: Result): Promise<void> {
  await replaceDurably(join(folder, "result.json"), Buffer.from(toJson(result)));
}

/** The result that was written down, if there is one. */
export async function loadResult(folder: string): Promise<Result | undefined> {
  const text = await readFile(join(folder, "result.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return JSON.parse(text, (key, value: unknown) =>
    AMOUNTS.includes(key) ? BigInt(value as string) : value,
  ) as Result;
}
