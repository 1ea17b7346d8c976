import { execFile } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, normalize, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { publishedManifest, readManifest, type Manifest, type PackageName } from "./manifest.ts";

/**
 * Builds a package from the checkout into a folder, as it is published: `dist`, the licence, and its manifest; the worker
 * with its algorithms.
 *
 * @param root The checkout.
 * @param folder Where to; the package's own folder, or an empty one.
 * @throws What the compiler ended with, whose words are on standard error.
 */
export async function buildPackage(root: string, name: PackageName, folder: string): Promise<void> {
  const source = readManifest(root, name);
  const manifest = publishedManifest(source, readManifest(root, "sdk"));
  const isInPlace = resolve(folder) === join(root, name);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  if (name === "cli") await bundle(root, join(folder, "dist"), Object.keys(manifest["dependencies"] ?? {}));
  else await compile(root, name, join(folder, "dist"));
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  const readme = join(root, name, "README.md");
  if (existsSync(readme) && !isInPlace) cpSync(readme, join(folder, "README.md"));
  if (name === "worker") copyAlgorithms(root, join(folder, "algorithms"));
  // If npm is killed before it has put the folder back, the next `npm pack` has to do so and build again.
  const written = isInPlace ? { ...manifest, scripts: packing(source) } : manifest;
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(written, null, 2)}\n`);
}

/** The scripts that npm runs before and after it packs. */
function packing({ scripts }: Manifest): object {
  const { prepack, postpack } = scripts ?? {};
  return { prepack, postpack };
}

/** Modules and their declarations, file by file. The worker's compiler reads the SDK's declarations, not its sources. */
async function compile(
  root: string,
  name: PackageName,
  outDir: string,
  ...options: readonly string[]
): Promise<void> {
  if (name === "worker") {
    // Where the worker's tsconfig.build.json looks for them.
    const declarations = join(root, "cache", "packages", "sdk");
    await compile(root, "sdk", declarations, "--emitDeclarationOnly", "--noCheck");
  }
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const project = join(root, name, "tsconfig.build.json");
  const args = [tsc, "--project", project, "--outDir", outDir, ...options];
  await promisify(execFile)(process.execPath, args, { cwd: root }).catch((cause: unknown) => {
    // The compiler says what is wrong on standard output, which belongs to whoever packs.
    process.stderr.write((cause as { stdout?: string }).stdout ?? "");
    throw cause;
  });
  // The compiler rewrites the modules' imports, and leaves those of the declarations.
  for (const file of globSync(join(outDir, "**/*.d.ts"))) {
    writeFileSync(file, readFileSync(file, "utf8").replace(/((?:from|import\()\s*"\.[^"]*)\.ts"/g, '$1.js"'));
  }
}

/** One module with the SDK inside; what commands load only when they need it becomes files of its own. */
async function bundle(root: string, outdir: string, dependencies: readonly string[]): Promise<void> {
  await build({
    entryPoints: [join(root, "cli", "src", "main.ts")],
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    external: [...dependencies.flatMap((one) => [one, `${one}/*`]), "@posthuman/worker"],
    logLevel: "error",
  });
}

/** The Python packages with their locks; not what runs or tests leave there. */
function copyAlgorithms(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const leftOut = new Set(["tests", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache"]);
  cpSync(join(root, "algorithms"), folder, {
    recursive: true,
    filter: (path) => !leftOut.has(basename(path)),
  });
  for (const page of globSync("**/*.md", { cwd: folder })) {
    const path = join(folder, page);
    writeFileSync(path, withoutLinksOut(readFileSync(path, "utf8"), page));
  }
}

/** A page's text, in which links that lead out of the package's folder, and so nowhere, are only their words. */
function withoutLinksOut(text: string, page: string): string {
  return text.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (link, words: string, target: string) => {
    const isOutside = !/^(\w+:|#)/.test(target) && normalize(join(page, "..", target)).startsWith("..");
    return isOutside ? words : link;
  });
}
