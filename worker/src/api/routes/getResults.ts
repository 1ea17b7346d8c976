import type { RequestHandler } from "express";
import type { ApiContext } from "../ApiContext.ts";
import { requireReceipt } from "../requireReceipt.ts";

/** `GET /jobs/:id/results`: the receipt, byte for byte as its hash on chain has it. Only for the requester. */
export function getResults(context: ApiContext): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { bytes } = await requireReceipt(context, request, request.params.id);
    response.type("application/json").send(bytes);
  };
}
