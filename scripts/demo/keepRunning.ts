import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Scene } from "./Scene.ts";

/** Says how to go on by hand, and waits until the person ends it with Ctrl-C. */
export async function keepRunning(scene: Scene, models: readonly { name: string; address: string }[]) {
  const { screen, people, stack, keeper } = scene;
  const newest = models.at(-1)!;
  const keyFile = join(stack.folder, "charlie.key");
  await writeFile(keyFile, people.Charlie.wallet.privateKey, { mode: 0o600 });
  const common = `--rpc ${stack.rpcUrl} --addresses ${stack.addressesFile}`;
  screen.step("Chain and worker go on; Ctrl-C ends them");
  screen.show(
    [
      `npm run posthuman -- model list ${common}`,
      `npm run posthuman -- lineage ${newest.address} ${common}`,
      `npm run posthuman -- infer ${newest.address} "The state of the union is" --endpoint ${keeper.url} --key-file ${keyFile} ${common}`,
      `curl ${keeper.url}/jobs`,
    ].join("\n"),
  );
  // Signals alone keep no process alive.
  const alive = setInterval(() => {}, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(alive);
}
