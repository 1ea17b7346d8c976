import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { configFiles } from "./configFiles.ts";

/** Fields of a model's configuration that make loaders run code of the model's own. */
const CODE_FIELDS = ["auto_map", "custom_pipelines"];

/**
 * Makes sure that a model's configuration is there, is JSON, and asks for no code of its own.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
export async function checkModelConfig(folder: string): Promise<void> {
  for (const name of configFiles) {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text === undefined && name === "config.json") throw refused(name, "it is missing");
    if (text === undefined) continue;
    const config = parse(text);
    if (typeof config !== "object" || config === null) throw refused(name, "it is no JSON object");
    const field = CODE_FIELDS.find((one) => one in config);
    if (field !== undefined) throw refused(name, `its ${field} would run code of the model's own`);
    if (name === "config.json" && !("model_type" in config)) throw refused(name, "it names no model_type");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(name: string, reason: string): PosthumanError {
  return new PosthumanError("WEIGHTS_FORMAT", { name, reason });
}
