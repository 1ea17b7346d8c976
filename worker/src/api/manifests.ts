import { manifestSchema, parseManifest, PosthumanError } from "@posthuman/sdk";
import { z } from "zod";
import { catalogueErrors } from "../http/errors.ts";
import { networkOf } from "../http/networkOf.ts";
import { readBody } from "../http/readBody.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { readManifestBytes, writeManifestBytes } from "../refs/documents.ts";
import type { ApiContext } from "./ApiContext.ts";
import { hashParameter } from "./names.ts";

const common = {
  tag: "uploads",
  auth: [],
  path: "/manifests/{hash}",
  parameters: {
    hash: { ...hashParameter, in: "path", description: "keccak256 of the manifest's canonical JSON" },
  },
  errorForm: catalogueErrors,
} as const;

const manifest = manifestSchema.meta({ id: "Manifest" });

const kept = z
  .object({ hash: z.string(), size: z.number().int().describe("Bytes") })
  .meta({ id: "KeptManifest" });

const putManifest = declareRoute({
  ...common,
  method: "put",
  operation: "putManifest",
  summary: "Stores a manifest, which says what a job is to run.",
  description:
    "Manifests are public, so anyone may upload one. The bytes must have the hash in the address and be a manifest in canonical form.",
  body: {
    description: "The manifest's canonical JSON (RFC 8785)",
    content: { "application/json": manifest },
    example: {
      version: 1,
      kind: "infer",
      task: "causal-lm",
      model: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
      datasets: [],
      parameters: { prompt: "My fellow citizens" },
      seed: 42,
    },
  },
  answers: { 201: { description: "It was stored", content: { "application/json": kept } } },
  errors: [
    "NAME_INVALID",
    "BODY_INVALID",
    "ARTIFACT_TOO_LARGE",
    "MANIFEST_MISMATCH",
    "MANIFEST_INVALID",
    "TASK_UNKNOWN",
    "ALGORITHM_CANNOT_TRAIN",
    "CLIENT_RATE_EXCEEDED",
    "UPLOADS_FULL",
    "DISK_FULL",
  ],
  handle:
    ({ refs, uploads, limits, uploaded }: ApiContext) =>
    async (request, response) => {
      const name = request.params.hash.toLowerCase();
      // Many small files burden a disk as few large ones do.
      using upload = await uploads.begin({
        kind: "manifest",
        name,
        account: "",
        asset: "",
        client: networkOf(request.ip),
        bytes: limits.manifest,
      });
      const bytes = await readBody(request, { maxBytes: limits.manifest });
      // Only manifests are kept, so that only manifests are read.
      parseManifest(bytes);
      const hash = await writeManifestBytes(refs, name, bytes);
      upload.done(limits.manifest);
      uploaded();
      response.status(201).json({ hash, size: bytes.length });
    },
});

const getManifest = declareRoute({
  ...common,
  method: "get",
  operation: "getManifest",
  summary: "A manifest's bytes, as they were hashed.",
  answers: { 200: { description: "The manifest", content: { "application/json": manifest } } },
  errors: ["NAME_INVALID", "BODY_INVALID", "MANIFEST_MISSING", "CLIENT_RATE_EXCEEDED"],
  handle:
    ({ refs }: ApiContext) =>
    async (request, response) => {
      const { hash } = request.params;
      const bytes = await readManifestBytes(refs, hash);
      if (!bytes) throw new PosthumanError("MANIFEST_MISSING", { hash });
      response.type("application/json").send(bytes);
    },
});

/** Manifests, which anyone may upload and read. */
export const manifestRoutes: readonly Route<ApiContext>[] = [putManifest, getManifest];
