/** How many lines of a Solidity source hold code: not those that are empty, import, or hold nothing but a comment. */
export function codeLines(source: string): number {
  const code = source.replace(/"(?:\\.|[^"\\\n])*"|\/\*[^]*?\*\/|\/\/.*$/gm, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ""),
  );
  const own = code.replace(/^(?:import|pragma)\b[^;]*;$/gm, "");
  return own.split("\n").filter((line) => line.trim() !== "").length;
}
