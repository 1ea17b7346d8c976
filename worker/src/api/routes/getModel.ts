import type { RequestHandler } from "express";
import { getAddress, isAddress } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import type { ApiContext } from "../ApiContext.ts";

/** `GET /models/:model`: the task of a model whose weights are here, by its datatoken; `null` if none is known. */
export function getModel({ taskOf }: Pick<ApiContext, "taskOf">): RequestHandler<{ model: string }> {
  return async (request, response) => {
    const { model } = request.params;
    const name = model.slice(0, 100);
    if (!isAddress(model)) throw new PosthumanError("NAME_INVALID", { name });
    const address = getAddress(model);
    response.json({ model: address, task: (await taskOf(address)) ?? null });
  };
}
