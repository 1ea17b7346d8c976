import { vllmArguments } from "../vllm/vllmArguments.ts";
import { vllmSandbox } from "../vllm/vllmSandbox.ts";

/** A command line without a sandbox. */
export interface BareCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How a vLLM on the processor serves the folder in which it is started, for measurements. */
export function vllmCommand(python: string, model: string, threads: number): BareCommand {
  const settings = { model, cache: 2 ** 30, dtype: "float32", hasDevice: false, args: [] };
  return { args: vllmArguments(settings), env: vllmSandbox({ python, devices: [] }, threads).env };
}
