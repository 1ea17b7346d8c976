import {
  formatAmount,
  parseAmount,
  PosthumanError,
  sha256Of,
  trustClasses,
  usualFamily,
  type Family,
  type TrustClass,
} from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import type { Command } from "commander";
import type { SendOptions } from "./wallet.ts";

/** What `addFamilyOptions` makes a command take. */
export interface FamilyOptions extends SendOptions {
  readonly weightsRoot: string;
  readonly evaluation: string;
  readonly supply: string;
  readonly minGain: string;
  readonly tail?: string;
  readonly trust: string;
}

/** Gives a command the options that describe a root and the terms of its family. */
export function addFamilyOptions(command: Command): Command {
  return command
    .requiredOption("--weights-root <hash>", "what posthuman worker import-weights printed")
    .requiredOption(
      "--evaluation <file|hash>",
      "the held-out data on which gain is measured: the file itself, or its SHA-256",
    )
    .option(
      "--supply <count>",
      "datatokens that each model of the family is born with",
      formatAmount(usualFamily.birthSupply),
    )
    .option(
      "--min-gain <gain>",
      "gain that a birth needs, and that each further hop is worth, in the metric of the model's task: bits per byte, or a part of 1 for accuracy",
      formatAmount(usualFamily.minGain),
    )
    .option("--tail <address>", "who earns what passes above the root; by default the publisher")
    .option(
      "--trust <class>",
      "how trainings can be checked: none, eval-only, tee, reexec-perimeter, reexec-public",
      usualFamily.trustClass,
    );
}

/**
 * The family's terms as the options say.
 * @throws PosthumanError `AMOUNT_INVALID`, `COMMAND_INVALID`, `FILE_UNREADABLE`, `DATASET_EMPTY`.
 */
export async function familyOf(
  options: FamilyOptions,
  publisher: string,
): Promise<Omit<Family, "custodian">> {
  const { supply, minGain, tail = publisher, trust, evaluation, weightsRoot } = options;
  if (!/^0x[0-9a-f]{64}$/i.test(weightsRoot))
    throw new PosthumanError("COMMAND_INVALID", { reason: "--weights-root must be 0x and 64 hex digits" });
  return {
    tailRecipient: tail,
    trustClass: trustClassOf(trust),
    birthSupply: parseAmount(supply),
    minGain: parseAmount(minGain),
    evaluationHash: `0x${await hashOf(evaluation)}`,
  };
}

function trustClassOf(text: string): TrustClass {
  const found = trustClasses.find((one) => one === text);
  if (found !== undefined) return found;
  const reason = `--trust must be one of ${trustClasses.join(", ")}`;
  throw new PosthumanError("COMMAND_INVALID", { reason });
}

async function hashOf(evaluation: string): Promise<string> {
  const given = /^(?:0x)?([0-9a-f]{64})$/i.exec(evaluation)?.[1];
  if (given !== undefined) return given.toLowerCase();
  const { sha256, size } = await sha256Of(await openFile(evaluation));
  // A family's terms cannot be changed, and nothing can be measured on an empty set.
  if (size === 0) throw new PosthumanError("DATASET_EMPTY", { name: evaluation });
  return sha256;
}
