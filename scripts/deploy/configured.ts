/**
 * The value of a configuration variable: from the environment, else from Hardhat's encrypted keystore, which asks for
 * its password on the terminal.
 *
 * @returns `undefined` if it is in neither.
 */
export async function configured(name: string): Promise<string | undefined> {
  if (process.env[name] !== undefined) return process.env[name];
  const { default: hre } = await import("hardhat");
  const variable = { _type: "ConfigurationVariable" as const, name };
  const nowhere = () => Promise.resolve("");
  const value = await hre.hooks.runHandlerChain("configurationVariables", "fetchValue", [variable], nowhere);
  return value === "" ? undefined : value;
}
