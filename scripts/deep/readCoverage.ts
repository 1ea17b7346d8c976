/** How much of a file the tests ran. */
export interface Coverage {
  readonly file: string;
  /** Per cent of the lines and of the statements. */
  readonly lines: number;
  readonly statements: number;
  readonly uncovered: readonly number[];
}

const row = /^║ (contracts\/\S+\.sol) +│ ([\d.]+) +│ ([\d.]+) +│/gm;

/**
 * Reads what Hardhat measured.
 * @param printed its table, the only place that has the statements
 * @param lcov its `lcov.info`, which names the lines
 * @param files the files that should be in it; one that is not counts as not run at all
 */
export function readCoverage(printed: string, lcov: string, files: readonly string[]): Coverage[] {
  const rows = new Map([...printed.matchAll(row)].map(([, file, ...parts]) => [file!, parts.map(Number)]));
  return files.map((file) => {
    const [lines = 0, statements = 0] = rows.get(file) ?? [];
    return { file, lines, statements, uncovered: uncoveredLines(lcov, file) };
  });
}

function uncoveredLines(lcov: string, file: string): number[] {
  const record = lcov.split("end_of_record").find((part) => part.includes(`SF:${file}\n`)) ?? "";
  return [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line]) => Number(line));
}
