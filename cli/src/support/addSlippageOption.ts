import type { Command } from "commander";
import { parseAmount, PosthumanError } from "@posthuman/sdk";

/** What `addSlippageOption` makes a command take. */
export interface SlippageOption {
  readonly slippage: string;
}

/** Gives a command the option that bounds how far a price may move. */
export function addSlippageOption(command: Command): Command {
  return command.option(
    "--slippage <per cent>",
    "how far a price may move against you before it is called off",
    "1",
  );
}

/**
 * The bound in hundredths of a per cent.
 * @throws PosthumanError `NUMBER_INVALID`.
 */
export function slippageOf({ slippage }: SlippageOption): number {
  const example = "a number of per cent from 0 to 50, such as 0.5";
  const invalid = () => new PosthumanError("NUMBER_INVALID", { text: slippage, what: "slippage", example });
  if (!/^\d{1,2}(\.\d{1,2})?$/.test(slippage)) throw invalid();
  const basisPoints = Number(parseAmount(slippage, 2));
  if (basisPoints > 5_000) throw invalid();
  return basisPoints;
}
