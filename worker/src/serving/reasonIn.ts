/** What Python says last of an error. */
const ERROR = /\b\w*(?:Error|Exception): .+/g;
/** vLLM's processes say that another of them failed. */
const ELSEWHERE = /See (?:root cause|stack trace)/;
const MOST_CHARACTERS = 200;

/** The reason that a Python program gave on its console before it ended, as well as it can be told. */
export function reasonIn(console: string): string | undefined {
  const errors = [...console.matchAll(ERROR)].map(([text]) => text);
  const reason = errors.findLast((text) => !ELSEWHERE.test(text)) ?? errors.at(-1);
  return reason?.slice(0, MOST_CHARACTERS);
}
