import hre from "hardhat";

/**
 * The value of a configuration variable: from the environment, else from Hardhat's encrypted keystore, which asks for
 * its password on the terminal.
 *
 * @returns `undefined` if it is in neither.
 */
export function configured(name: string): Promise<string | undefined> {
  const variable = { _type: "ConfigurationVariable" as const, name };
  return hre.hooks.runHandlerChain("configurationVariables", "fetchValue", [variable], (_context, { name }) =>
    Promise.resolve(process.env[name] as string),
  );
}
