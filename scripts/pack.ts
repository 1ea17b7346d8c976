import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { buildPackage, extras } from "./packages/buildPackage.ts";
import { packageNames } from "./packages/manifest.ts";

// npm calls this before and after it packs the package in whose folder it is. For that moment the folder is what is
// published; afterwards it is again what the checkout runs.
const root = join(import.meta.dirname, "..");
const name = packageNames.find((one) => one === basename(process.cwd()));
const manifest = join(process.cwd(), "package.json");
const kept = join(process.cwd(), "package.json.kept");

if (existsSync(kept)) renameSync(kept, manifest);
if (name === undefined) {
  process.stderr.write("npm runs this in a package's folder: cd sdk && npm pack\n");
  process.exitCode = 1;
} else if (process.env["npm_lifecycle_event"] === "postpack") {
  for (const extra of ["dist", ...extras])
    rmSync(join(process.cwd(), extra), { recursive: true, force: true });
} else {
  cpSync(manifest, kept);
  try {
    await buildPackage(root, name, process.cwd());
  } catch (error) {
    renameSync(kept, manifest);
    throw error;
  }
}
