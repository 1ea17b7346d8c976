import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";
import { findAlgorithms, versionsIn } from "../process/findAlgorithms.ts";
import { findVllm } from "../serving/vllm/findVllm.ts";

/** What will serve sessions, and how that could be better. */
export interface ServingFinding {
  readonly detail: string;
  /** Empty if nothing better is at hand. */
  readonly hint: string;
}

/**
 * Finds out what the worker will serve sessions with: OpenVINO needs its engine beside the algorithms, and an environment
 * of its own that converts models.
 * @throws PosthumanError `CONVERSION_MISSING` if OpenVINO is demanded and cannot serve, `INTERPRETER_UNUSABLE`.
 */
export async function checkServing(config: WorkerConfig): Promise<ServingFinding> {
  const { engine, sessions } = config.serving;
  if (sessions === 0) return { detail: "no sessions: serving.sessions is 0", hint: "" };
  if (engine === "transformers") return { detail: "every model by transformers, as configured", hint: "" };
  const { conversion, folder, interpreter } = await findAlgorithms(config);
  const engines = await versionsIn(interpreter, ["openvino-genai"]);
  const converters = conversion && (await versionsIn(conversion.interpreter, ["optimum-intel", "openvino"]));
  const missing = [
    ...("openvino-genai" in engines ? [] : [`openvino-genai in ${interpreter}`]),
    ...(converters && "optimum-intel" in converters ? [] : [`optimum-intel in ${wantedIn(config, folder)}`]),
  ];
  if (missing.length === 0) {
    const version = engines["openvino-genai"];
    const by = `OpenVINO ${version}, converted by optimum-intel ${converters?.["optimum-intel"]}`;
    return { detail: `causal models by ${await preferring(config, by)}; others by transformers`, hint: "" };
  }
  const lacking = new PosthumanError("CONVERSION_MISSING", { missing: missing.join(" and ") });
  if (engine === "openvino") throw lacking;
  const detail = `causal models by ${await preferring(config, "transformers, some times slower than OpenVINO")}`;
  return { detail: `${detail}; others by transformers`, hint: `${lacking.message} ${lacking.fix}` };
}

async function preferring({ serving }: WorkerConfig, other: string): Promise<string> {
  return (await findVllm(serving)) ? `vLLM where it knows them, else by ${other}` : other;
}

function wantedIn({ serving }: WorkerConfig, folder: string): string {
  return serving.conversion ?? join(folder, "conversion", ".venv");
}
