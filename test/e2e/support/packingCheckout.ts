import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ended, type Ended } from "../../../scripts/bootstrap/testing/FakeCheckout.ts";

const root = join(import.meta.dirname, "../../..");

/** What a checkout needs for packing the SDK and nobody changes. */
const shared = [
  ...["node_modules", ".toolchain", "algorithms", "test", "sdk/node_modules"],
  ...["package.json", "package-lock.json", "LICENSE"],
];

/** A copy of the checkout in which npm really packs the SDK, with the setup of this one. */
export class PackingCheckout {
  readonly folder: string;
  readonly sdk: string;

  constructor(folder: string) {
    this.folder = folder;
    this.sdk = join(folder, "sdk");
    for (const path of ["scripts", "sdk/src", "sdk/README.md", "sdk/package.json", "sdk/tsconfig.build.json"])
      cpSync(join(root, path), join(folder, path), { recursive: true });
    cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
    for (const path of shared) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (existsSync(join(root, path))) symlinkSync(join(root, path), join(folder, path));
    }
  }

  /** Runs `npm pack` in the SDK's folder. */
  pack(...options: readonly string[]): Promise<Ended> {
    return this.#npm("pack", "--pack-destination", this.folder, ...options);
  }

  /** Runs what npm runs before it packs, after which npm is killed. */
  startPacking(): Promise<Ended> {
    return this.#npm("run", "prepack");
  }

  /** Tries to publish the SDK's folder, or a tarball, to a registry that is not there. */
  publish(...what: readonly string[]): Promise<Ended> {
    const registry = [
      "--fetch-retries=0",
      "--registry",
      "http://127.0.0.1:9",
      "--//127.0.0.1:9/:_authToken=none",
    ];
    return this.#npm("publish", "--ignore-scripts", ...registry, ...what);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  append(path: string, text: string): void {
    writeFileSync(join(this.folder, path), this.read(path) + text);
  }

  #npm(...args: readonly string[]): Promise<Ended> {
    return ended(spawn("npm", args, { cwd: this.sdk, stdio: ["ignore", "pipe", "pipe"] }));
  }
}
