import { PosthumanError } from "@posthuman/sdk";

/** What a model is to be used on. */
export interface ModelInput {
  readonly prompt?: string | undefined;
  readonly files: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a prompt needs beside it, by task: the parameter, and how it is said. */
const beside: Readonly<Record<string, readonly [parameter: string, said: string]>> = {
  "question-answering": ["context", "a question needs the text that holds the answer: --context <text>"],
  "multiple-choice": ["choices", "there is nothing to choose from: --choices <text> <text>"],
};

/** Tasks whose inputs are no texts, with an example. */
const ofFiles: Readonly<Record<string, string>> = {
  "image-classification": "picture.png",
  "speech-recognition": "recording.wav",
};

/**
 * Finds out before anything is paid what the worker's algorithm would refuse after it.
 * @throws PosthumanError `INPUT_UNSUITABLE`.
 */
export function requireInput(task: string, { prompt, files, parameters }: ModelInput): void {
  const unsuitable = (reason: string) => new PosthumanError("INPUT_UNSUITABLE", { task, reason });
  if (prompt !== undefined && files.length > 0) throw unsuitable("it takes a prompt or files, not both");
  if (prompt === undefined) return;
  const example = ofFiles[task];
  if (example !== undefined) throw unsuitable(`it takes a file instead of a prompt: --file ${example}`);
  if (prompt.trim() === "") throw unsuitable("the prompt is empty");
  const [parameter, said] = beside[task] ?? [];
  if (parameter !== undefined && parameters[parameter] === undefined) throw unsuitable(said ?? "");
}
