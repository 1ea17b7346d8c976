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
