import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoryContext } from "./cast.ts";

/** Says how to go on by hand, and keeps this process, and with it chain and worker, until Ctrl-C. */
export async function keepRunning(scene: StoryContext, models: readonly { name: string; address: string }[]) {
  const { screen, people, stack, custodianWorker } = scene;
  const newest = models.at(-1)!;
  const keyFile = join(stack.folder, "charlie.key");
  await writeFile(keyFile, people.Charlie.wallet.privateKey, { mode: 0o600 });
  const common = `--rpc ${stack.rpcUrl} --addresses ${stack.addressesFile}`;
  screen.step("Chain and worker go on; Ctrl-C ends them");
  screen.show(
    [
      `npm run posthuman -- model list ${common}`,
      `npm run posthuman -- lineage ${newest.address} ${common}`,
      `npm run posthuman -- infer ${newest.address} "The state of the union is" --key-file ${keyFile} ${common}`,
      `curl ${custodianWorker.url}/jobs`,
    ].join("\n"),
  );
  // A pending timer keeps the process alive; only a signal ends it.
  for (;;) await sleep(60_000);
}
