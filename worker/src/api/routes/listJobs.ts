import type { RequestHandler } from "express";
import { getAddress, isAddress } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import type { ApiContext } from "../ApiContext.ts";

/** `GET /jobs?model=&requester=&state=`: jobs on the models that this worker may run, the newest first. */
export function listJobs({ jobs }: ApiContext): RequestHandler {
  return ({ query }, response) => {
    const { model, requester, state } = query;
    response.json({
      jobs: jobs({
        ...(model === undefined ? {} : { model: address(model) }),
        ...(requester === undefined ? {} : { requester: address(requester) }),
        ...(typeof state === "string" ? { state } : {}),
      }),
    });
  };
}

function address(value: unknown): string {
  if (typeof value === "string" && isAddress(value)) return getAddress(value);
  throw new PosthumanError("NAME_INVALID", { name: String(value).slice(0, 100) });
}
