import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  costOfQuality,
  lineagePrices,
  parseEvaluationReport,
  termsOf,
  type Client,
  type QualityCost,
} from "@posthuman/sdk";
import { renderEvaluation } from "./renderEvaluation.ts";

/** What was made of an evaluation. */
export interface WrittenEvaluation {
  /** Path of the page. */
  readonly page: string;
  /** What the models' quality costs now. */
  readonly costs: readonly QualityCost[];
}

/**
 * Makes a page of an evaluation's results, which were fetched into `folder`, and of what the models cost now.
 * @returns Nothing if these are not results of an evaluation in the form that this version's algorithm gives them.
 */
export async function writeEvaluation(
  client: Client,
  { job, folder }: { readonly job: string; readonly folder: string },
): Promise<WrittenEvaluation | undefined> {
  const source = join(folder, "report.json");
  const report = existsSync(source) ? parseEvaluationReport(await readFile(source, "utf8")) : undefined;
  if (report === undefined) return undefined;
  const { model } = await termsOf(client, job);
  const prices = await lineagePrices(client, model);
  const facts = [
    ["Job", `${job}, whose result on chain covers report.json`],
    ["Model", model],
    ["Prices of", new Date().toISOString()],
  ] as const;
  const page = join(folder, "report.html");
  await writeFile(page, renderEvaluation({ report, prices, facts }));
  return { page, costs: costOfQuality(report, prices) };
}
