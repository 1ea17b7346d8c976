/** How many lines of a Solidity source hold code: not those that are empty or hold nothing but a comment. */
export function codeLines(source: string): number {
  const code = source.replace(/"(?:\\.|[^"\\\n])*"|\/\*[^]*?\*\/|\/\/.*$/gm, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ""),
  );
  return code.split("\n").filter((line) => line.trim() !== "").length;
}
