import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

type Values<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T & typeof HELP }>
>["values"];

const HELP = { help: { type: "boolean", short: "h", default: false } } as const;

/**
 * Reads the command line of a script. `--help` prints the usage; what the script does not know, or finds wrong, ends the
 * process with the usage and exit code 1.
 *
 * @param options As `parseArgs` of Node takes them.
 * @param understand Checks the values and turns them into what the script works with.
 */
export function readArguments<T extends ParseArgsOptionsConfig, Result>(
  usage: string,
  options: T,
  understand: (values: Values<T>) => Result,
): Result {
  try {
    const values = parseArgs({ options: { ...options, ...HELP } }).values;
    if ((values as { help?: boolean }).help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    return understand(values);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(1);
  }
}

/** The parts that the command line names, in their own order; all if it names none. Ends the process at a wrong name. */
export function select<T extends { readonly name: string }>(
  parts: readonly T[],
  names: readonly string[],
): T[] {
  const known = parts.map(({ name }) => name);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    console.error(`No such part: ${wrong.join(", ")}. There are: ${known.join(", ")}.`);
    process.exit(1);
  }
  return parts.filter(({ name }) => names.length === 0 || names.includes(name));
}
