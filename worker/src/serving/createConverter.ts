import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError, type WeightsFile } from "@posthuman/sdk";
import type { Logger } from "../log/createLogger.ts";
import type { Refs } from "../refs/openRefs.ts";
import { followRun, type JobEvent } from "../runner/events.ts";
import type { Runner, RunSpec } from "../runner/Runner.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { ServedModel } from "./prepareServing.ts";

/** Brings models into the form that the fast engine reads. */
export interface Converter {
  /**
   * Converts the model, once: what comes out is kept in the store by its weights root.
   * @param id Names the conversion's run.
   * @returns The converted model's files; none if it cannot be converted.
   * @throws PosthumanError why the conversion failed that may work another time; what `signal` was aborted with.
   */
  convert(model: ServedModel, id: string, signal: AbortSignal): Promise<readonly WeightsFile[]>;
}

/** What conversions are done with. */
export interface ConverterOptions {
  readonly refs: Refs;
  readonly store: ArtifactStore;
  readonly runner: Pick<Runner, "start" | "collect" | "remove">;
  /** Names the converter's version: what another one made is made anew. */
  readonly version: string;
  /** Names what a conversion reads: the model and what is known of it. */
  stage(model: ServedModel): Pick<RunSpec, "staged" | "documents">;
  readonly run: Omit<RunSpec, "id" | "staged" | "documents">;
  readonly onEvent: (model: ServedModel, event: JobEvent) => void;
  readonly log: Logger;
}

/** What is kept of a conversion. */
interface Conversion {
  /** None if the model cannot be converted. */
  readonly files: readonly WeightsFile[];
}

/** Names that a converted model's files have. */
const FILE = /^[\w][\w.-]{0,127}$/;
const MOST_FILES = 64;

/** Makes a converter. One model is converted at a time, in a sandbox of its own. */
export function createConverter(options: ConverterOptions): Converter {
  const { refs, store, runner, version, log } = options;
  let last: Promise<unknown> = Promise.resolve();

  async function known({ weightsRoot }: ServedModel): Promise<Conversion | undefined> {
    const bytes = await refs.read("conversions", `${weightsRoot}-${version}`);
    return bytes && (JSON.parse(bytes.toString()) as Conversion);
  }

  async function convert(model: ServedModel, id: string, signal: AbortSignal): Promise<Conversion> {
    const facts = { model: model.id, weightsRoot: model.weightsRoot };
    log.info("Converting a model.", facts);
    try {
      const run = await runner.start({ ...options.run, ...options.stage(model), id });
      const onEvent = (event: JobEvent) => options.onEvent(model, event);
      const { failure, stopped, seconds } = await followRun(run, { signal, onEvent });
      signal.throwIfAborted();
      if (stopped) throw new PosthumanError("WORKER_STOPPING");
      if (failure && failure.code !== "MODEL_NOT_CONVERTIBLE")
        throw new PosthumanError(failure.code, failure.args);
      if (failure) log.warn("A model cannot be converted.", { ...facts, ...failure.args });
      else log.info("Converted a model.", { ...facts, seconds });
      const files = failure ? [] : await keep(join(await runner.collect(id), "state", "openvino"));
      await refs.write(
        Buffer.from(JSON.stringify({ files })),
        "conversions",
        `${model.weightsRoot}-${version}`,
      );
      return { files };
    } finally {
      await runner.remove(id);
    }
  }

  /** Converts when no other conversion is under way, unless that was of this very model. */
  function inTurn(model: ServedModel, id: string, signal: AbortSignal): Promise<Conversion> {
    const turn = last.then(async () => {
      signal.throwIfAborted();
      return (await known(model)) ?? convert(model, id, signal);
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  /** Takes what a conversion made into the store. */
  async function keep(folder: string): Promise<WeightsFile[]> {
    const names = (await readdir(folder)).sort();
    const files: WeightsFile[] = [];
    for (const name of names) {
      const path = join(folder, name);
      if (!FILE.test(name) || names.length > MOST_FILES || !(await lstat(path)).isFile())
        throw new PosthumanError("WEIGHTS_FORMAT", {
          name: name.slice(0, 128),
          reason: "no conversion makes it",
        });
      files.push({ path: name, ...(await store.put(path)) });
    }
    return files;
  }

  return {
    async convert(model, id, signal) {
      const { files } = (await known(model)) ?? (await inTurn(model, id, signal));
      return files;
    },
  };
}
