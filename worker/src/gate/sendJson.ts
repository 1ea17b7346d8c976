import type { Response } from "express";

/** Sends the JSON of an answer, if the client is still there. */
export function sendJson(response: Response, job: string, answer: unknown): void {
  if (response.destroyed) return;
  response.set("x-posthuman-session", job).type("json").send(JSON.stringify(answer));
}
