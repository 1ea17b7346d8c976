import { PosthumanError } from "@posthuman/sdk";
import type { RequestHandler } from "express";
import { readManifestBytes } from "../../refs/documents.ts";
import type { ApiContext } from "../ApiContext.ts";

/** `GET /manifests/:hash`: a manifest's bytes, as they were hashed. */
export function getManifest({ refs }: ApiContext): RequestHandler<{ hash: string }> {
  return async (request, response) => {
    const { hash } = request.params;
    const bytes = await readManifestBytes(refs, hash);
    if (!bytes) throw new PosthumanError("MANIFEST_MISSING", { hash });
    response.type("application/json").send(bytes);
  };
}
