import type { IncomingMessage } from "node:http";
import { PosthumanError, signedSubjects } from "@posthuman/sdk";
import { getAddress, isAddress } from "ethers";
import { z } from "zod";
import { catalogueErrors } from "../http/errors.ts";
import { networkOf } from "../http/networkOf.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { grantDataset } from "../refs/documents.ts";
import type { ApiContext } from "./ApiContext.ts";
import { addressParameter, sha256Parameter } from "./names.ts";

/** Names that a dataset may have. */
const NAME = /^[\w. -]{1,128}$/;

const kept = z
  .object({ sha256: z.string(), size: z.number().int().describe("Bytes") })
  .meta({ id: "KeptDataset" });

const putDataset = declareRoute({
  method: "put",
  path: "/datasets/{sha256}",
  operation: "putDataset",
  tag: "uploads",
  summary: "Stores a dataset or an algorithm for the account that signed the request.",
  description:
    "Bytes that do not have the hash in the address are not kept. The signed request has the action `upload`; its subject is the hash, and for an asset the hash, a colon and the address of its datatoken.",
  auth: ["signature"],
  parameters: {
    sha256: { ...sha256Parameter, in: "path", description: "SHA-256 of the bytes" },
    "x-posthuman-asset": {
      ...addressParameter,
      in: "header",
      schema: addressParameter.schema.optional(),
      description:
        "Datatoken of the asset whose buyers may use it; the asset's data NFT must be the account's",
    },
    "x-posthuman-name": {
      in: "header",
      schema: z.string().regex(NAME).optional(),
      description: "Its name; a name of another form is ignored",
      example: "corpus.txt",
    },
  },
  body: { description: "The bytes", content: { "application/octet-stream": "bytes" } },
  answers: { 201: { description: "It was stored", content: { "application/json": kept } } },
  errors: [
    "NAME_INVALID",
    "BODY_INVALID",
    "SIGNATURE_INVALID",
    "REQUEST_EXPIRED",
    "REQUEST_MISDIRECTED",
    "REQUEST_REPLAYED",
    "ASSET_NOT_YOURS",
    "ARTIFACT_TOO_LARGE",
    "ARTIFACT_HASH_MISMATCH",
    "CLIENT_RATE_EXCEEDED",
    "UPLOADS_FULL",
    "DISK_FULL",
  ],
  errorForm: catalogueErrors,
  handle: (context: ApiContext) => async (request, response) => {
    const { refs, store, uploads, limits, authenticate, ownsAsset, uploaded } = context;
    const { sha256 } = request.params;
    const asset = assetOf(request);
    const account = authenticate(request, "upload", signedSubjects.upload(sha256, asset));
    if (asset !== undefined && !(await ownsAsset(account, asset))) {
      throw new PosthumanError("ASSET_NOT_YOURS", { account, asset });
    }
    const bytes = Number(request.get("content-length") ?? limits.dataset);
    if (bytes > limits.dataset) throw new PosthumanError("ARTIFACT_TOO_LARGE", { maxBytes: limits.dataset });
    using upload = await uploads.begin({
      kind: asset === undefined ? "dataset" : "asset",
      name: sha256,
      account,
      asset: asset ?? "",
      client: networkOf(request.ip),
      bytes,
    });
    const { size } = await store.put(request, { expectedSha256: sha256, maxBytes: limits.dataset });
    const name = nameOf(request) ?? sha256.slice(0, 16);
    await grantDataset(refs, sha256, { account, name, size, ...(asset === undefined ? {} : { asset }) });
    upload.done(size);
    uploaded();
    response.status(201).json({ sha256, size });
  },
});

/** Datasets, which are kept for the account that uploaded them. */
export const datasetRoutes: readonly Route<ApiContext>[] = [putDataset];

function assetOf(request: IncomingMessage): string | undefined {
  const value = request.headers["x-posthuman-asset"];
  if (value === undefined || value === "") return undefined;
  if (!isAddress(value)) throw new PosthumanError("NAME_INVALID", { name: String(value).slice(0, 100) });
  return getAddress(value);
}

function nameOf(request: IncomingMessage): string | undefined {
  const value = request.headers["x-posthuman-name"];
  return typeof value === "string" && NAME.test(value) ? value : undefined;
}
