/**
 * Text that may come from anybody (names, symbols, a model's output), so that it cannot drive the terminal: control
 * characters but line ends and tabs become spaces.
 */
export function readable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
}
