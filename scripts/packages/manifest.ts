import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The packages that are published, each of which needs those before it. */
export const packageNames = ["sdk", "worker", "cli"] as const;

/** One of the packages, by its folder. */
export type PackageName = (typeof packageNames)[number];

/** What of a package.json is read and written here; all else goes along unchanged. */
export interface Manifest {
  readonly exports?: Fields;
  readonly bin?: Fields;
  readonly browser?: Fields;
  readonly dependencies?: Fields;
  readonly scripts?: Fields;
  readonly [field: string]: unknown;
}

type Fields = Readonly<Record<string, string>>;

/** A package's manifest in the checkout. */
export function readManifest(root: string, name: PackageName): Manifest {
  return JSON.parse(readFileSync(join(root, name, "package.json"), "utf8")) as Manifest;
}

/**
 * What is published of a manifest. In the checkout packages run from their sources, so that nothing has to be built; what
 * is published points at the build instead, without the helpers of tests. The command line carries the SDK inside, so
 * that it can be started from its tarball alone. The checkout's manifest is private, so that npm never publishes sources in
 * place of a build.
 *
 * @param sdk The SDK's manifest, whose dependencies the command line takes over.
 */
export function publishedManifest(manifest: Manifest, sdk: Manifest): Readonly<Record<string, unknown>> {
  const { private: _, scripts: __, devDependencies: ___, exports, bin, browser, ...rest } = manifest;
  const isBundled = bin !== undefined;
  return {
    ...rest,
    ...(exports && !isBundled ? { exports: builtExports(exports) } : {}),
    ...(bin ? { bin: mapValues(bin, built) } : {}),
    ...(browser ? { browser: mapBoth(browser, built) } : {}),
    ...(isBundled ? { dependencies: withoutSdk({ ...sdk.dependencies, ...manifest.dependencies }) } : {}),
  };
}

function builtExports(exports: Fields): object {
  const published = Object.entries(exports).filter(([path]) => !path.startsWith("./testing/"));
  const entries = published.map(([path, source]) => {
    const file = built(source);
    return [path, { types: file.replace(/\.js$/, ".d.ts"), default: file }] as const;
  });
  return { ...Object.fromEntries(entries), "./package.json": "./package.json" };
}

function withoutSdk(dependencies: Fields): Fields {
  const entries = Object.entries(dependencies).filter(([name]) => name !== "@posthuman/sdk");
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where the build of a source file is. */
function built(source: string): string {
  return source.replace(/^\.\/src\//, "./dist/").replace(/\.ts$/, ".js");
}

function mapValues(fields: Fields, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));
}

function mapBoth(fields: Fields, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [change(name), change(value)]));
}
