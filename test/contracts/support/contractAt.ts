import { chain } from "./chain.ts";

/** One of our deployed contracts, with the type that its ABI gives it. */
export async function contractAt<T>(name: string, address: string, { ethers } = chain): Promise<T> {
  return (await ethers.getContractAt(name, address)) as unknown as T;
}
