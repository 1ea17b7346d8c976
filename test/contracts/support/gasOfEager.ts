import { MaxUint256, toBeHex, type ContractTransactionResponse } from "ethers";
import { chain } from "./chain.ts";
import { datatokenOf } from "./assets.ts";
import { gasOf } from "./gasOf.ts";
import { ONE, type World } from "./world.ts";

/**
 * Gas of a payment that credits a whole lineage of `depth` owners at once, as the prototype `EagerCascade` does; in
 * steady state, in which each owner has been credited before.
 */
export async function gasOfEager({ ocean, bob }: World, depth: number): Promise<number> {
  const cascade = await chain.ethers.deployContract("EagerCascade");
  const name = (index: number) => toBeHex(2n ** 159n + BigInt(index), 20);
  for (let index = 1; index <= depth; index++) {
    const parent = index === 1 ? toBeHex(0, 20) : name(index - 1);
    await cascade.getFunction("add")(name(index), parent, name(1000 + index));
  }
  await datatokenOf(ocean.Token, bob).approve(cascade, MaxUint256);
  const pay = () => cascade.connect(bob).getFunction("pay")(name(depth), ocean.Token, ONE);
  await pay();
  return gasOf(pay() as Promise<ContractTransactionResponse>);
}
