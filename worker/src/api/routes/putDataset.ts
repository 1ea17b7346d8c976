import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";
import { getAddress, isAddress } from "ethers";
import type { RequestHandler } from "express";
import { networkOf } from "../../http/limitClients.ts";
import { grantDataset } from "../../refs/datasets.ts";
import type { ApiContext } from "../ApiContext.ts";

/**
 * `PUT /datasets/:sha256`: streams a dataset into the store, for the account that signed the request and, where the
 * header `x-posthuman-asset` names one, for the asset that this account owns. What does not match its hash leaves nothing.
 */
export function putDataset(context: ApiContext): RequestHandler<{ sha256: string }> {
  const { refs, store, uploads, limits, authenticate, ownsAsset, uploaded } = context;
  return async (request, response) => {
    const { sha256 } = request.params;
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new PosthumanError("NAME_INVALID", { name: sha256.slice(0, 100) });
    const asset = assetOf(request);
    const subject = asset === undefined ? sha256 : `${sha256}:${asset}`;
    const account = authenticate(request, "upload", subject);
    if (asset !== undefined && !(await ownsAsset(account, asset))) {
      throw new PosthumanError("ASSET_NOT_YOURS", { account, asset });
    }
    const bytes = Number(request.get("content-length") ?? limits.dataset);
    if (bytes > limits.dataset) throw new PosthumanError("ARTIFACT_TOO_LARGE", { maxBytes: limits.dataset });
    const kind = asset === undefined ? "dataset" : "asset";
    const counted = { account, asset: asset ?? "", client: networkOf(request.ip), bytes };
    using upload = await uploads.begin({ kind, name: sha256, ...counted });
    const { size } = await store.put(request, { expectedSha256: sha256, maxBytes: limits.dataset });
    const name = nameOf(request) ?? sha256.slice(0, 16);
    await grantDataset(refs, sha256, { account, name, size, ...(asset === undefined ? {} : { asset }) });
    upload.done(size);
    uploaded();
    response.status(201).json({ sha256, size });
  };
}

function assetOf(request: IncomingMessage): string | undefined {
  const value = request.headers["x-posthuman-asset"];
  if (value === undefined || value === "") return undefined;
  if (!isAddress(value)) throw new PosthumanError("NAME_INVALID", { name: String(value).slice(0, 100) });
  return getAddress(value);
}

function nameOf(request: IncomingMessage): string | undefined {
  const value = request.headers["x-posthuman-name"];
  return typeof value === "string" && /^[\w. -]{1,128}$/.test(value) ? value : undefined;
}
