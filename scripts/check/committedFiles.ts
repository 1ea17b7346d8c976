import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What must not be committed; in two parts, so that this file may hold it. */
const leftovers = [
  ["focused or skipped test", new RegExp("\\b(?:describe|suite|test|it)\\.(?:on" + "ly|sk" + "ip)\\(")],
  ["open end", new RegExp("\\b(?:TO" + "DO|FIX" + "ME|X" + "XX)\\b")],
  ["path of one machine", new RegExp("(?<![\\w.])/(?:wo" + "rk|ho" + "me|ro" + "ot|Us" + "ers)/\\w")],
] as const;

const text = /\.(?:ts|mjs|js|sol|py|md|json|toml|yml|yaml|sh|html|css)$/;
const made = /(?:^|\/)generated\/|package-lock\.json$|\.lock$/;

/** Every leftover in the files that git knows or would add, as `file:line: what`. */
export function findLeftovers(root = "."): string[] {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return files
    .split("\0")
    .filter((file) => text.test(file) && !made.test(file))
    .flatMap((file) => {
      const lines = read(join(root, file)).split("\n");
      return lines.flatMap((line, index) =>
        leftovers
          .filter(([, pattern]) => pattern.test(line))
          .map(([what]) => `${file}:${index + 1}: ${what}: ${line.trim()}`),
      );
    });
}

/** A file that git still lists may have been removed. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

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
