import { datatokenOf } from "./assets.ts";
import type { World } from "./world.ts";

/** What open jobs hold of a token: all that the vault has beyond M1's inbox and what people can claim. */
export async function escrowOf(
  { vault, m1, people }: Pick<World, "vault" | "m1" | "people">,
  token: string,
): Promise<bigint> {
  const balance = (await datatokenOf(token, people.bob).balanceOf(vault)) as bigint;
  const claims = await Promise.all(Object.values(people).map((person) => vault.claimable(person, token)));
  return claims.reduce((left, claim) => left - claim, balance - (await vault.inboxOf(m1, token)));
}
