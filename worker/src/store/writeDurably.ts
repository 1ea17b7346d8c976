import { open, rm } from "node:fs/promises";

/** Writes all of `source` to the new file `path` and to the disk under it; on an error nothing is left. */
export async function writeDurably<Result>(
  path: string,
  source: AsyncGenerator<Uint8Array, Result>,
  mode: number,
): Promise<Result> {
  try {
    await using file = await open(path, "wx", mode);
    for (;;) {
      const { done, value } = await source.next();
      if (!done) {
        await file.writeFile(value);
        continue;
      }
      await file.sync();
      return value;
    }
  } catch (error) {
    await source.return(undefined as Result).catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}
