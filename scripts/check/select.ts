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
