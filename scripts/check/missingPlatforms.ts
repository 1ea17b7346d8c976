import { readFileSync } from "node:fs";

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

/**
 * Native packages of other systems that package-lock.json lacks. npm leaves them out where the registry does not
 * have them, and `npm ci` then refuses the lock: here on the next machine, or on a machine of such a system.
 */
export function missingPlatforms(file = "package-lock.json"): string[] {
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as Lock;
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !places(path, name).some((place) => place in packages))
      .map((name) => `${file}: ${path} names ${name}, which has no entry`),
  );
}

/** Where Node would look for `name` from `path`, nearest first. */
function places(path: string, name: string): string[] {
  const here = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (path === "") return [here];
  const up = path.lastIndexOf("/node_modules/");
  return [here, ...places(up === -1 ? "" : path.slice(0, up), name)];
}
