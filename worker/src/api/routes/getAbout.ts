import type { RequestHandler } from "express";
import type { ApiContext } from "../ApiContext.ts";

/** `GET /`: who this worker is, and for whom it works. */
export function getAbout({ identity, custodians }: ApiContext): RequestHandler {
  return (_request, response) => {
    const authorisedBy = custodians();
    response.json({ ...identity, custodian: authorisedBy[0] ?? null, custodians: authorisedBy });
  };
}
