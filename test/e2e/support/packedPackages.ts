import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { buildPackage } from "../../../scripts/packages/buildPackage.ts";
import { packageNames, type PackageName } from "../../../scripts/packages/manifest.ts";

const root = join(import.meta.dirname, "../../..");
const run = promisify(execFile);

/** Tarballs by their package's folder. */
export type Tarballs = Readonly<Record<PackageName, string>>;

/** Builds all packages and packs them as npm does, into a folder. */
export async function packPackages(folder: string): Promise<Tarballs> {
  const pack = async (name: PackageName) => {
    const staged = join(folder, name);
    await buildPackage(root, name, staged);
    const { stdout } = await run("npm", ["pack", staged, "--pack-destination", folder, "--json"]);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    return [name, join(folder, filename)] as const;
  };
  return Object.fromEntries(await Promise.all(packageNames.map(pack))) as Tarballs;
}

/** Paths in a tarball, without the folder `package` that all are in. */
export async function filesIn(tarball: string): Promise<string[]> {
  const { stdout } = await run("tar", ["-tzf", tarball]);
  return stdout
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => path.replace("package/", ""));
}

/** The text of a file in a tarball. */
export async function readIn(tarball: string, path: string): Promise<string> {
  return (await run("tar", ["-xzOf", tarball, `package/${path}`])).stdout;
}

/**
 * Installs packages in a project elsewhere without a registry: each finds the dependencies that it declares, as this
 * checkout's lock has them, and no others.
 */
export async function installLocally(
  project: string,
  tarballs: Tarballs,
  names: readonly PackageName[],
): Promise<void> {
  for (const name of names) {
    const folder = join(project, "node_modules", "@posthuman", name);
    mkdirSync(folder, { recursive: true });
    await run("tar", ["-xzf", tarballs[name], "-C", folder, "--strip-components=1"]);
    const { dependencies = {} } = readJson(join(folder, "package.json")) as {
      dependencies?: Readonly<Record<string, string>>;
    };
    for (const dependency of Object.keys(dependencies)) {
      if (dependency.startsWith("@posthuman/")) continue;
      const link = join(folder, "node_modules", dependency);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(placeOf(dependency, name), link);
    }
  }
}

/** Where npm put a dependency of a package in this checkout; the command line's come from the SDK as well. */
export function placeOf(dependency: string, name: PackageName): string {
  const places = [name, "sdk", "."].map((folder) => join(root, folder, "node_modules", dependency));
  return places.find((place) => existsSync(place)) ?? places.at(-1)!;
}

/** Installs packages in a project elsewhere with npm, whose registry has their dependencies. */
export async function installFromRegistry(
  project: string,
  tarballs: Tarballs,
  names: readonly PackageName[],
): Promise<void> {
  const files = names.map((name) => tarballs[name]);
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", ...files], {
    cwd: project,
  });
}

/** A build of Node, from npm. */
export async function nodeOf(version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(root, ".toolchain", "nodes", version);
  const program = join(home, "node_modules", name, "bin", "node");
  if (!existsSync(program)) {
    await run("npm", ["install", "--prefix", home, "--no-save", "--ignore-scripts", `${name}@${version}`]);
  }
  return program;
}

/** A program that uses the SDK, and how its own compiler is set up. */
export function writeProject(folder: string, program: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, "program.ts"), program);
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    target: "es2022",
    module: "nodenext",
    lib: ["es2022", "dom"],
    types: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
}

/** What the TypeScript compiler says of a project; nothing if all is well. */
export async function compile(folder: string, ...options: readonly string[]): Promise<string> {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return run(process.execPath, [tsc, "--project", folder, ...options]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

/** A document in a file. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
