import type { JobEvent } from "../runner/events.ts";
import { ownRun } from "../runner/isolation.ts";
import type { Runner, StagedFile } from "../runner/Runner.ts";
import { createConverter } from "../serving/createConverter.ts";
import type { ServedModel, stageEngine } from "../serving/prepareServing.ts";
import { sandboxLimits } from "./makeExecution.ts";
import type { WorkerParts } from "./openParts.ts";

/** What a conversion needs besides the worker's parts. */
export interface ConversionOptions {
  readonly runner: Runner;
  /** Names what an engine reads, the model included. */
  readonly stage: (model: ServedModel) => ReturnType<typeof stageEngine>;
  readonly onEvent: (model: ServedModel, event: JobEvent) => void;
}

/** Converts a model for OpenVINO. @returns the files to stage; none where the model is served as it is. */
export type Convert = (model: ServedModel, id: string, signal: AbortSignal) => Promise<StagedFile[]>;

/**
 * Makes the step that converts a model before it is served. Where the operator leaves the choice of the engine, a model
 * whose conversion fails is served as it is.
 */
export function makeConversion(
  { config, log, data, algorithms }: WorkerParts,
  { runner, stage, onEvent }: ConversionOptions,
): Convert {
  const { conversion } = algorithms;
  const { engine } = config.serving;
  if (!conversion || engine === "transformers") return () => Promise.resolve([]);
  const converter = createConverter({
    refs: data.refs,
    store: data.store,
    runner,
    log,
    version: conversion.version,
    stage,
    onEvent,
    run: {
      ...ownRun(config.threads),
      environment: conversion.environment,
      limits: sandboxLimits(config),
    },
  });
  return async (model, id, signal) => {
    if (model.task !== "causal-lm") return [];
    try {
      const files = await converter.convert(model, `${id}-conversion`, signal);
      return files.map(({ path, sha256 }) => ({ path: `state/openvino/${path}`, sha256 }));
    } catch (error) {
      if (signal.aborted || engine === "openvino") throw error;
      log.warn("Could not convert a model; it is served as it is.", { model: model.id, error });
      return [];
    }
  };
}
