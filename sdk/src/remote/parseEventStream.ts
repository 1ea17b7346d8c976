/** One message of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly id?: string;
  readonly data: string;
}

/** Reads a stream of server-sent events; comments and fields that are not used here are passed over. */
export async function* parseEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let rest = "";
  const text = body.pipeThrough(new TextDecoderStream());
  for await (const piece of text) {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const data = field(block, "data");
      const id = field(block, "id");
      if (data !== undefined) yield { ...(id === undefined ? {} : { id }), data };
    }
  }
}

function field(block: string, name: string): string | undefined {
  const lines = block.split("\n").filter((line) => line.startsWith(`${name}:`));
  if (lines.length === 0) return undefined;
  return lines.map((line) => line.slice(name.length + 1).replace(/^ /, "")).join("\n");
}
