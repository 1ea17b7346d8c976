import { AbiCoder, getCreate2Address, id, keccak256 } from "ethers";

/** The contract through which ours are created: CreateX, at the same address on every network that has it. */
export const CREATE_X = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

/** keccak256 of CreateX's code, so that nothing else is taken for it. */
export const CREATE_X_CODE_HASH = "0xbd8a7ea8cfca7b4e5f5041d7d4b17bc317c5ce42cfbc42066a00cf26b43eb53f";

/** Salt of all our contracts. With equal code and parameters it leads to equal addresses, whoever deploys. */
export const SALT = id("Posthuman 1");

/**
 * Where CreateX puts a contract under our salt.
 *
 * @param initCode Its creation code with the constructor's arguments.
 */
export function createXAddress(initCode: string): string {
  // CreateX hashes a salt that is not bound to one sender, so that it meets no bound one.
  const guarded = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32"], [SALT]));
  return getCreate2Address(CREATE_X, guarded, keccak256(initCode));
}
