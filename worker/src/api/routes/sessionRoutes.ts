import { PosthumanError } from "@posthuman/sdk";
import { Router } from "express";
import { bearerOf } from "../../http/authenticate.ts";
import { readBody } from "../../http/readBody.ts";
import type { SessionDesk } from "../../sessions/createSessionDesk.ts";

/** A hash in JSON, with room to spare. */
const MOST_BYTES = 1_024;

/** `/sessions/:job…`: what the owner of a session does with it; a session's key shows it as well. */
export function sessionRoutes(desk: SessionDesk): Router {
  const router = Router();
  router.get("/sessions/:job", async (request, response) => {
    response.json(await desk.show(request, request.params.job, bearerOf(request)));
  });
  router.post("/sessions/:job/keys", async (request, response) => {
    const body = parse(await readBody(request, MOST_BYTES));
    response.status(201).json(await desk.addKey(request, request.params.job, body));
  });
  router.delete("/sessions/:job/keys/:hash", async (request, response) => {
    const { job, hash } = request.params;
    response.json(await desk.removeKey(request, job, hash));
  });
  router.post("/sessions/:job/close", async (request, response) => {
    response.json(await desk.close(request, request.params.job));
  });
  return router;
}

/** The key's hash that a body brings: `{"sha256":"…"}`. */
function parse(bytes: Buffer): string {
  try {
    const { sha256 } = JSON.parse(bytes.toString()) as { sha256?: unknown };
    if (typeof sha256 === "string") return sha256;
  } catch {
    // Said below.
  }
  throw new PosthumanError("BODY_INVALID", { reason: 'it is not {"sha256":"<64 hex digits>"}' });
}
