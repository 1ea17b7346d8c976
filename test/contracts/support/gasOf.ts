import type { ContractTransactionResponse } from "ethers";

/** Gas that a sent transaction used. */
export async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<number> {
  return Number((await (await sent).wait())!.gasUsed);
}
