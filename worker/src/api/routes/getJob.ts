import type { RequestHandler } from "express";
import type { ApiContext } from "../ApiContext.ts";
import { requireJob } from "../requireJob.ts";

/** `GET /jobs/:id`: one job. */
export function getJob(context: ApiContext): RequestHandler<{ id: string }> {
  return (request, response) => void response.json(requireJob(context, request.params.id));
}
