import type { RequestHandler } from "express";
import { networkOf } from "../../http/limitClients.ts";
import { readBody } from "../../http/readBody.ts";
import { writeManifestBytes } from "../../refs/documents.ts";
import type { ApiContext } from "../ApiContext.ts";

/** `PUT /manifests/:hash`: takes a manifest whose keccak256 is `hash`. Manifests are public, so anyone may bring one. */
export function putManifest(context: ApiContext): RequestHandler<{ hash: string }> {
  const { refs, uploads, limits, uploaded } = context;
  return async (request, response) => {
    const name = request.params.hash.toLowerCase();
    // Many small files burden a disk as few large ones do.
    const counted = { account: "", asset: "", client: networkOf(request.ip), bytes: limits.manifest };
    using upload = await uploads.begin({ kind: "manifest", name, ...counted });
    const bytes = await readBody(request, limits.manifest);
    const hash = await writeManifestBytes(refs, name, bytes);
    upload.done(limits.manifest);
    uploaded();
    response.status(201).json({ hash, size: bytes.length });
  };
}
