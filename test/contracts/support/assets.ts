import { MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import { oceanContract } from "./contracts.ts";
import { ONE, type World } from "./world.ts";

type Signer = World["alice"];

/** Who asks for a fee on each order of an asset, in which token, and how much. */
type MarketFee = readonly [payee: string, token: string, amount: bigint];

/** Ocean's all-zero provider fee, which needs no signature. */
export const NO_PROVIDER_FEE = [ZeroAddress, ZeroAddress, 0, 0, ZeroHash, ZeroHash, 0, "0x"];
/** Ocean's all-zero fee of the market where a datatoken was bought. */
export const NO_MARKET_FEE: MarketFee = [ZeroAddress, ZeroAddress, 0n];

/** A model's or another asset's datatoken, called by `runner`. */
export const datatokenOf = (address: string, runner: Signer) =>
  oceanContract("templates/ERC20Template", address, runner);

/** The Ocean data NFT of a datatoken, called by `runner`. */
export async function dataNftOf(datatoken: string, runner: Signer) {
  const address = (await datatokenOf(datatoken, runner).getERC721Address()) as string;
  return oceanContract("templates/ERC721Template", address, runner);
}

/** Arguments of Ocean's one-call birth of a data NFT with a datatoken of template 1. */
export const oceanBirth = (owner: string, [payee, feeToken, fee]: MarketFee = NO_MARKET_FEE) =>
  [
    ["Corpus", "CORPUS", 1, "", true, owner],
    [1, ["Corpus", "CORPUS"], [owner, ZeroAddress, payee, feeToken], [MaxUint256, fee], []],
  ] as const;

/** Publishes a dataset in Ocean's ordinary way and gives `buyer` ten of its datatokens, approved for the vault. */
export async function publishDataset(
  world: World,
  publisher: Signer,
  buyer: Signer,
  fee?: MarketFee,
): Promise<string> {
  const factory = oceanContract("ERC721Factory", world.ocean.Factory, publisher);
  const sent = await factory.createNftWithErc20(...oceanBirth(publisher.address, fee));
  const receipt = (await sent.wait())!;
  const created = receipt.logs
    .filter((log) => log.address === world.ocean.Factory)
    .map((log) => factory.interface.parseLog(log))
    .find((event) => event?.name === "TokenCreated")!;
  const dataset = created.args[0] as string;
  await datatokenOf(dataset, publisher).mint(buyer, 10n * ONE);
  await datatokenOf(dataset, buyer).approve(world.vault, 10n * ONE);
  return dataset;
}

/** What open jobs hold of a token: all that the vault has beyond M1's inbox and what people can claim. */
export async function escrowOf(
  { vault, m1, people }: Pick<World, "vault" | "m1" | "people">,
  token: string,
): Promise<bigint> {
  const balance = (await datatokenOf(token, people.bob).balanceOf(vault)) as bigint;
  const claims = await Promise.all(Object.values(people).map((person) => vault.claimable(person, token)));
  return claims.reduce((left, claim) => left - claim, balance - (await vault.inboxOf(m1, token)));
}
