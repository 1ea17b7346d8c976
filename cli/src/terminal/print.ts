import { toJson } from "@posthuman/sdk";

/** Prints a result: the value as one JSON document, or the text for a person. Amounts become decimal strings. */
export function print(value: unknown, text: string, json: boolean | undefined): void {
  const shown = json ? toJson(value, 2) : readable(text);
  process.stdout.write(`${shown}\n`);
}

/**
 * Text that may come from anybody (names, symbols, a model's output), so that it cannot drive the terminal: control
 * characters but line ends and tabs become spaces.
 */
export function readable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
}
