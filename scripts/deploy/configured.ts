import { PosthumanError } from "@posthuman/sdk";

/** Hardhat's number for it. */
const WRONG_PASSWORD = 50_000;

/**
 * The value of a configuration variable: from the environment, else, at a terminal, from Hardhat's encrypted keystore,
 * which asks for its password.
 *
 * @returns `undefined` if it is in neither.
 * @throws PosthumanError `KEYSTORE_PASSWORD_WRONG`.
 */
export async function configured(name: string): Promise<string | undefined> {
  if (process.env[name] !== undefined) return process.env[name];
  // Without a terminal, Hardhat would wait for the password of its keystore for ever.
  if (!process.stdin.isTTY) return undefined;
  const { default: hre } = await import("hardhat");
  const variable = { _type: "ConfigurationVariable" as const, name };
  const nowhere = () => Promise.resolve("");
  const value = await hre.hooks
    .runHandlerChain("configurationVariables", "fetchValue", [variable], nowhere)
    .catch((error: unknown) => {
      if ((error as { number?: number }).number !== WRONG_PASSWORD) throw error;
      throw new PosthumanError("KEYSTORE_PASSWORD_WRONG", { file: "of Hardhat" });
    });
  return value === "" ? undefined : value;
}
