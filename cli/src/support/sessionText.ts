import type { OpenedSession } from "@posthuman/sdk";

/** What a person does with a session: lines for a shell, and an example of a call as comments. */
export function sessionText(session: OpenedSession, task: string): string {
  const { baseUrl, apiKey, modelName, tokens, used, expires } = session;
  const until = new Date(expires * 1_000).toISOString();
  return [
    `export OPENAI_BASE_URL=${quoted(baseUrl)}`,
    `export OPENAI_API_KEY=${quoted(apiKey)}`,
    `export OPENAI_MODEL=${quoted(modelName)}`,
    `# ${tokens - used} of ${tokens} tokens are left, until ${until}.`,
    ...examples(task).map((line) => `# ${line}`),
  ].join("\n");
}

function examples(task: string): string[] {
  const curl = (path: string, body: string) =>
    `curl "$OPENAI_BASE_URL${path}" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "${body.replaceAll('"', '\\"')}"`;
  if (task === "causal-lm") {
    return [
      curl("/completions", '{"model":"$OPENAI_MODEL","prompt":"My fellow citizens","max_tokens":20}'),
      `python3 -c 'import os, openai; print(openai.OpenAI().completions.create(model=os.environ["OPENAI_MODEL"], prompt="My fellow citizens", max_tokens=20).choices[0].text)'`,
    ];
  }
  if (task === "sentence-embedding") {
    return [curl("/embeddings", '{"model":"$OPENAI_MODEL","input":"My fellow citizens"}')];
  }
  const hub = (type: string, body: string) =>
    `curl "\${OPENAI_BASE_URL%/v1}/models/$OPENAI_MODEL" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: ${type}" ${body}`;
  if (task === "image-classification") return [hub("image/png", "--data-binary @picture.png")];
  if (task === "speech-recognition") return [hub("audio/wav", "--data-binary @recording.wav")];
  return [hub("application/json", `-d '${inputs[task] ?? '{"inputs":"My fellow citizens"}'}'`)];
}

/** Bodies that a task takes in place of a mere text. */
const inputs: Readonly<Record<string, string>> = {
  "masked-lm": '{"inputs":"My fellow [MASK]"}',
  "question-answering": '{"inputs":{"question":"Who speaks?","context":"The president speaks."}}',
  "multiple-choice": '{"inputs":{"prompt":"My fellow","choices":["citizens","tables"]}}',
};

/** A word for a shell. Names come from anybody, and must not become commands. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
