import type { RequestHandler } from "express";
import type { ApiContext } from "../ApiContext.ts";

/** `GET /ready`: 200 when the worker takes jobs, else 503 with the reasons. */
export function getReady({ problems }: ApiContext): RequestHandler {
  return (_request, response) => {
    const found = problems();
    response.status(found.length === 0 ? 200 : 503).json({ ready: found.length === 0, problems: found });
  };
}
