import { table } from "../terminal/table.ts";

/** One answer of a model, as the worker's algorithm writes it. */
export interface ModelAnswer {
  readonly prompt: string;
  readonly text: string;
  /** In the form that Hugging Face's inference API has for the task. */
  readonly output?: unknown;
}

/** What an `output.json` holds: one answer, or one for each row of a file. */
export type ModelAnswers = ModelAnswer | { readonly outputs: readonly ModelAnswer[] };

/** Labels that are shown of one answer. */
const MOST_ROWS = 10;

/** Columns of tables, by the field that tells them apart, and what they are called. */
const layouts: readonly (readonly [mark: string, columns: readonly (readonly [string, string])[]])[] = [
  ["sequence", [...pair("token_str", "word"), ...pair("score"), ...pair("sequence", "text")]],
  ["entity_group", [...pair("word"), ...pair("entity_group", "label"), ...pair("score")]],
  ["ending", [...pair("ending"), ...pair("score")]],
  ["label", [...pair("label"), ...pair("score")]],
];

/** A model's answers for a person: a table of labels with their scores, the text that it wrote, or a row for each input. */
export function answerText(answers: ModelAnswers): string {
  if (!("outputs" in answers)) return oneText(answers);
  const { outputs } = answers;
  if (outputs.every(({ output }) => output === undefined)) return outputs.map(({ text }) => text).join("\n");
  const rows = outputs.map(({ prompt, text }) => [oneLine(prompt), oneLine(text)]);
  return table(["input", "answer"], rows);
}

function oneText({ text, output }: ModelAnswer): string {
  if (Array.isArray(output)) return tableOf(output as unknown[]) ?? text;
  const { answer, score, start, end } = (output ?? {}) as Record<string, unknown>;
  if (typeof answer !== "string") return text;
  if (answer === "") return `no answer in the text  (score ${shown(score)})`;
  return `${answer}  (characters ${shown(start)} to ${shown(end)}, score ${shown(score)})`;
}

function tableOf(rows: readonly unknown[]): string | undefined {
  const records = rows.map((row) => (typeof row === "object" && row !== null ? row : {}) as Fields);
  const [, columns] =
    layouts.find(([mark]) => records.length > 0 && records.every((row) => mark in row)) ?? [];
  if (columns === undefined) return undefined;
  const cells = records
    .slice(0, MOST_ROWS)
    .map((row) => columns.map(([field]) => oneLine(shown(row[field]))));
  const rest = records.length - cells.length;
  const titles = columns.map(([, title]) => title);
  return table(titles, cells) + (rest > 0 ? `\n… and ${rest} more: --json has all, top_k fewer` : "");
}

type Fields = Readonly<Record<string, unknown>>;

function pair(field: string, title = field): [[string, string]] {
  return [[field, title]];
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}

/** What is asked and answered may have many lines, and be long. */
function oneLine(text: string): string {
  const joined = text.replaceAll(/\s+/g, " ").trim();
  return joined.length > 100 ? `${joined.slice(0, 99)}…` : joined;
}
