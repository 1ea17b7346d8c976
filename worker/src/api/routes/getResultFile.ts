import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import type { RequestHandler } from "express";
import { PosthumanError } from "@posthuman/sdk";
import type { ApiContext } from "../ApiContext.ts";
import { requireReceipt } from "../requireReceipt.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".png": "image/png",
};

/**
 * `GET /jobs/:id/results/<path>`: one file of the results. Only for the requester. The path is looked up in the receipt
 * and never on the disk, so it cannot lead elsewhere.
 */
export function getResultFile(context: ApiContext): RequestHandler<{ id: string; path: string[] }> {
  return async (request, response) => {
    const { id } = request.params;
    const path = request.params.path.join("/");
    const { bytes, receipt } = await requireReceipt(context, request, id);
    if (path === "receipt.json") return void response.type("application/json").send(bytes);
    const file = receipt.files.find((one) => one.path === path);
    if (!file) throw new PosthumanError("RESULT_FILE_UNKNOWN", { id, path: path.slice(0, 200) });
    const content = await context.store.read(file.sha256);
    response.set({
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-length": String(file.size),
      "content-disposition": "attachment",
    });
    await pipeline(content, response);
  };
}
