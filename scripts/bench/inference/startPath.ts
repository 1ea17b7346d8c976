import { gateBefore } from "@posthuman/worker/testing/gateBefore";
import { CONTEXT } from "./makeModel.ts";
import type { Target } from "./Target.ts";

/** Puts the worker's endpoint before a bare engine: keys, budgets, turns, hashes, and a row on the disk for each call. */
export async function startPath({ options: { socketPath = "" } }: Target): Promise<Target> {
  const gate = await gateBefore(socketPath ?? "", CONTEXT);
  const { hostname, port } = new URL(gate.url);
  return {
    name: "whole path",
    options: { host: hostname, port, headers: { authorization: `Bearer ${gate.key}` } },
    model: gate.model,
    [Symbol.asyncDispose]: () => gate[Symbol.asyncDispose](),
  };
}
