import { cpSync } from "node:fs";
import { basename, join } from "node:path";
import { buildPackage } from "./packages/buildPackage.ts";
import { packageNames, readManifest } from "./packages/manifest.ts";

// npm calls this before it packs the package in whose folder it is. For that moment the folder is what is published.
// Afterwards, or if that moment was cut short, the setup makes it again what the checkout runs.
const root = join(import.meta.dirname, "..");
const folder = process.cwd();
const name = packageNames.find((one) => one === basename(folder));

if (name === undefined) {
  process.stderr.write("npm runs this in a package's folder: cd sdk && npm pack\n");
  process.exitCode = 1;
} else if (readManifest(root, name)["private"] !== true) {
  process.stderr.write(
    `This is not the checkout's manifest, which is private: git checkout ${name}/package.json\n`,
  );
  process.exitCode = 1;
} else {
  cpSync(join(folder, "package.json"), join(folder, "package.json.kept"));
  await buildPackage(root, name, folder);
}
