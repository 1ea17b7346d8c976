/** Names and values in two columns; what has no value is left out. */
export function pairs(lines: readonly (readonly [name: string, value: string | undefined])[]): string {
  const shown = lines.filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
