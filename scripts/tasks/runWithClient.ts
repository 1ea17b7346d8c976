import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { PosthumanError, type Client } from "@posthuman/sdk";
import { openClient, type LineageArguments } from "./openClient.ts";

/**
 * Runs one task: prints what it says, or what went wrong and what to do. The exit code tells which.
 */
export async function runWithClient(
  hre: HardhatRuntimeEnvironment,
  options: LineageArguments,
  run: (client: Client, token: string) => Promise<string>,
): Promise<void> {
  try {
    const { client, token, close } = await openClient(hre, options);
    try {
      console.log(await run(client, token));
    } finally {
      await close();
    }
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
    console.error(`${error.message} (${error.code})\n  Why: ${error.why}\n  Fix: ${error.fix}`);
    process.exitCode = 1;
  }
}
