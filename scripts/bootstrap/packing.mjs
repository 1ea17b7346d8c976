import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./toolchain.mjs";

/** What `scripts/pack.ts` puts into a package's folder beside the manifest that is published. */
const packed = ["dist", "LICENSE", "algorithms"];

/**
 * Makes each package's folder again what the checkout runs. While npm packs, the folder holds what is published, and the
 * checkout's manifest lies beside as `package.json.kept`. Packing that failed or was killed leaves it so, and everything
 * would go on to run from that build.
 */
export function endPacking() {
  for (const name of ["sdk", "worker", "cli"]) {
    const folder = join(root, name);
    const kept = join(folder, "package.json.kept");
    if (!existsSync(kept)) continue;
    for (const one of packed) rmSync(join(folder, one), { recursive: true, force: true });
    // Git may have brought back the checkout's manifest meanwhile, perhaps a newer one than was kept.
    if (isOfCheckout(join(folder, "package.json"))) rmSync(kept);
    else renameSync(kept, join(folder, "package.json"));
  }
}

/** Only the checkout's manifest is private: npm publishes none of its kind. Half a manifest is what a kill can leave. */
function isOfCheckout(manifest) {
  try {
    return JSON.parse(readFileSync(manifest, "utf8")).private === true;
  } catch {
    return false;
  }
}
