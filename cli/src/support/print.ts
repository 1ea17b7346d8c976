import { readable } from "./readable.ts";

/** Prints a result: the value as one JSON document, or the text for a person. Amounts become decimal strings. */
export function print(value: unknown, text: string, json: boolean | undefined): void {
  const shown = json
    ? JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? field.toString() : field), 2)
    : readable(text);
  process.stdout.write(`${shown}\n`);
}
