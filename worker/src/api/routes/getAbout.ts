import { toJson } from "@posthuman/sdk";
import type { RequestHandler } from "express";
import type { ApiContext } from "../ApiContext.ts";

/** `GET /`: who this worker is, for whom it works, and what it asks. */
export function getAbout({ identity, custodians, benchmarks }: ApiContext): RequestHandler {
  return async (_request, response) => {
    const authorisedBy = custodians();
    const about = {
      ...{ ...identity, custodian: authorisedBy[0] ?? null, custodians: authorisedBy },
      benchmarks: await benchmarks(),
    };
    response.type("json").send(toJson(about));
  };
}
