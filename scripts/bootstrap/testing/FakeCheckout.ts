import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const scripts = fileURLToPath(new URL("../..", import.meta.url));

/** What a program left behind when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes what the real npm makes, as far as the bootstrap looks at it. */
const npmThatWorks = `
rm -rf node_modules; mkdir -p node_modules/.bin node_modules/@nomicfoundation/edr
echo > node_modules/@nomicfoundation/edr/index.js
for name in anvil esbuild; do printf '#!/bin/sh\\necho 1.0' > node_modules/.bin/$name; chmod +x node_modules/.bin/$name; done`;

const pythonThatWorks = `case "$*" in *implementation*) echo "cpython 3 12 $0";; *) exit 1;; esac`;

/** Makes the environment's interpreter, which is all that the bootstrap looks at. */
const uvThatWorks = `[ "$1" = --version ] && exit
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"; echo > "$UV_PROJECT_ENVIRONMENT/bin/python"`;

const working = { npm: npmThatWorks, python3: pythonThatWorks, uv: uvThatWorks, bwrap: "" };

/** Folders of the checkout that have a Python environment of their own. */
export const pythonProjects = ["algorithms", "algorithms/conversion", "test/e2e/clients"] as const;

/** A checkout with the real bootstrap in it, on a machine whose PATH holds only what a test puts there. */
export class FakeCheckout implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), "bootstrap-"));
  readonly #bin = join(this.root, "bin");
  /** What the environment of the commands has beside PATH. */
  readonly env: Record<string, string> = {};

  constructor() {
    cpSync(scripts, join(this.root, "scripts"), { recursive: true });
    this.write("package-lock.json", "{}");
    for (const folder of pythonProjects) {
      mkdirSync(join(this.root, folder), { recursive: true });
      for (const file of ["uv.lock", "pyproject.toml"]) this.write(join(folder, file), "{}");
    }
    mkdirSync(this.#bin);
    for (const tool of ["sh", "rm", "mkdir", "chmod", "sleep"])
      symlinkSync(`/bin/${tool}`, join(this.#bin, tool));
    symlinkSync(process.execPath, join(this.#bin, "node"));
    for (const name of Object.keys(working)) this.repair(name as keyof typeof working);
    this.write("target.ts", "console.log(JSON.stringify(process.argv.slice(2)));");
  }

  /** Puts a shell script on PATH; each call of it is written down before it runs. */
  program(name: string, body: string): void {
    const file = join(this.#bin, name);
    rmSync(file, { force: true });
    this.write(`bin/${name}`, `#!/bin/sh\necho "${name} $1" >> "${this.root}/calls"\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Puts the one that works in a program's place. */
  repair(name: keyof typeof working): void {
    this.program(name, working[name]);
  }

  /** Takes a program off PATH. */
  remove(name: string): void {
    rmSync(join(this.#bin, name));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  /** How often a program was called with this first argument. */
  calls(call: string): number {
    return readFileSync(join(this.root, "calls"), "utf8")
      .split("\n")
      .filter((line) => line === call).length;
  }

  start(...args: string[]): ChildProcess {
    const bootstrap = join(this.root, "scripts", "bootstrap.mjs");
    const env = { ...this.env, PATH: this.#bin };
    return spawn(process.execPath, [bootstrap, ...args], {
      cwd: this.root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  run(...args: string[]): Promise<Ended> {
    return ended(this.start(...args));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Collects what a program prints until it ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
}
