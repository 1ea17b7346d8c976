import type { TranscriptEntry } from "@posthuman/sdk";

/** A `fetch` for clients of OpenAI's API that writes down what they send and get. */
export function recordCalls(transcript: TranscriptEntry[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method !== "POST" || !response.ok) return response;
    const request: unknown = JSON.parse(init.body as string);
    const text = await response.text();
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    transcript.push(
      isStream ? { request, chunks: chunksOf(text) } : { request, response: JSON.parse(text) as unknown },
    );
    return new Response(text, response);
  };
}

function chunksOf(text: string): NonNullable<TranscriptEntry["chunks"]> {
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice("data: ".length)) as NonNullable<TranscriptEntry["chunks"]>[number]);
}
