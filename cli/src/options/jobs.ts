import { basename } from "node:path";
import { parseAmount, PosthumanError, type DatasetFile, type WantedJob } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import type { Command } from "commander";
import { addSendOptions, type SendOptions } from "./wallet.ts";

/** What `addJobOptions` makes a command take. */
export interface JobOptions extends SendOptions {
  readonly endpoint?: string;
  readonly maxFee?: string;
  readonly hours: string;
  readonly buy?: boolean;
  readonly seed: string;
  readonly task?: string;
}

/** Gives a command the options of every job. */
export function addJobOptions(command: Command): Command {
  return addSendOptions(command)
    .option(
      "--endpoint <url>",
      "API of the worker to ask; by default one that the model's custodian authorised",
    )
    .option("--max-fee <ocean>", "most that the worker may ask, in OCEAN; by default what it says it asks")
    .option("--hours <count>", "how long the job may take until everything is refunded", "24")
    .option("--seed <number>", "makes the same job give the same result", "42")
    .option("--task <name>", "what the model is to do, such as masked-lm; by default what it is made for")
    .option("--buy", "buy the datatoken, if you hold none");
}

/**
 * What the options of every job say of the job that is wanted.
 * @throws PosthumanError `AMOUNT_INVALID`, `NUMBER_INVALID`.
 */
export function wantedOf({ endpoint, maxFee, hours, buy, seed, task }: JobOptions) {
  return {
    endpoint,
    task,
    buy,
    seed: Number(/^\d{1,9}$/.exec(seed)?.[0] ?? parseCount(seed)),
    seconds: parseCount(hours, "hours, such as 24") * 3_600,
    maxFee: maxFee === undefined ? undefined : parseAmount(maxFee),
  } satisfies Partial<WantedJob>;
}

/**
 * Files of this machine, as a job takes them.
 * @param names What a file is called at the worker, by its path, if not by its own name.
 * @throws PosthumanError `FILE_UNREADABLE`.
 */
export function datasetsOf(
  paths: readonly string[],
  names: Readonly<Record<string, string>> = {},
): Promise<DatasetFile[]> {
  return Promise.all(
    paths.map(async (path) => ({ name: names[path] ?? basename(path), source: await openFile(path) })),
  );
}

/**
 * Reads parameters of an algorithm that were written as `name=value`. Numbers become numbers, `true` and `false` truth
 * values, and what begins with a brace or a bracket is JSON; the algorithm checks them.
 * @throws PosthumanError `COMMAND_INVALID`.
 */
export function parseParameters(texts: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^(\w+)=(.+)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) throw invalid(`${text} is not name=value`);
      return [name, parse(name, value)];
    }),
  );
}

function parse(name: string, value: string): unknown {
  if (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value)) return Number(value);
  if (value === "true" || value === "false") return value === "true";
  if (!/^[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw invalid(`${name} begins like JSON but is not`);
  }
}

function invalid(reason: string): PosthumanError {
  return new PosthumanError("COMMAND_INVALID", { reason: `--param: ${reason}` });
}

/**
 * Reads a whole number above zero that a person wrote.
 * @param example What the error's advice shows.
 * @throws PosthumanError `NUMBER_INVALID`.
 */
export function parseCount(text: string, example = "a whole number, such as 60"): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new PosthumanError("NUMBER_INVALID", { text, what: "whole number above zero", example });
  }
  return Number(text);
}
