import type { RequestHandler } from "express";

/** `GET /health`: 200 as long as the process answers. */
export function getHealth(): RequestHandler {
  return (_request, response) => void response.json({ status: "ok" });
}
