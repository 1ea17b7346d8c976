import { parseEther, ZeroAddress } from "ethers";
import type { Client } from "../client/Client.ts";
import { sendTransaction } from "../client/sendTransaction.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";
import { ERC721Factory__factory } from "../generated/factories/ERC721Factory__factory.ts";

/** Publishes an ordinary Ocean asset of the client's account with 10 datatokens. */
export async function publishDataset(client: Client): Promise<string> {
  const account = client.account!;
  const factory = ERC721Factory__factory.connect(client.addresses.ocean.Factory, client.signer);
  const nft = {
    name: "Corpus",
    symbol: "CORPUS",
    templateIndex: 1n,
    tokenURI: "",
    transferable: true,
    owner: account,
  };
  const token = {
    templateIndex: 1n,
    strings: ["Corpus", "CORPUS"],
    uints: [parseEther("100"), 0n],
    bytess: [],
    addresses: [account, account, ZeroAddress, ZeroAddress],
  };
  const { receipt } = await sendTransaction(client, factory.createNftWithErc20, [nft, token]);
  const created = receipt.logs.map((log) => factory.interface.parseLog(log));
  const address = String(created.find((log) => log?.name === "TokenCreated")!.args["newTokenAddress"]);
  const datatoken = ERC20Template__factory.connect(address, client.signer);
  await sendTransaction(client, datatoken.mint, [account, parseEther("10")]);
  return address;
}
