import type { RequestOptions } from "node:http";

/** Something that serves the model as OpenAI does, ready to be asked. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  /** Where and how to reach it: a socket, or a host with a port, and headers. */
  readonly options: RequestOptions;
  /** The model's name in requests. */
  readonly model: string;
}
