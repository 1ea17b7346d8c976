import type { RequestHandler } from "express";
import { writeManifestBytes } from "../../refs/manifestRefs.ts";
import type { ApiContext } from "../ApiContext.ts";
import { readBody } from "../readBody.ts";
import { requireRoom } from "../requireRoom.ts";

/** `PUT /manifests/:hash`: takes a manifest whose keccak256 is `hash`. Manifests are public, so anyone may bring one. */
export function putManifest(context: ApiContext): RequestHandler<{ hash: string }> {
  const { refs, uploads, uploaded } = context;
  return async (request, response) => {
    await requireRoom(context, uploads.manifest);
    const bytes = await readBody(request, uploads.manifest);
    const hash = await writeManifestBytes(refs, request.params.hash, bytes);
    uploaded();
    response.status(201).json({ hash, size: bytes.length });
  };
}
