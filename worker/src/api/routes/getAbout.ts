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
    response.type("json").send(JSON.stringify(about, amountsAsText));
  };
}

/** No JSON number holds an amount of wei. */
function amountsAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
