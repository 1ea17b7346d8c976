import { network } from "hardhat";

/** One chain for the whole suite, with the size limits of a public one; fixtures bring it back to its start. */
export const chain = await network.create({ override: { allowUnlimitedContractSize: false } });
