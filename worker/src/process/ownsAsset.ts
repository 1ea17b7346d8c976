import { Contract, type Provider } from "ethers";

const DATATOKEN = ["function getERC721Address() view returns (address)"];
const DATA_NFT = ["function ownerOf(uint256) view returns (address)"];

/** Whether the account owns the data NFT of an asset, given by its datatoken. What is no asset is nobody's. */
export async function ownsAsset(provider: Provider, account: string, asset: string): Promise<boolean> {
  try {
    const dataNft = (await new Contract(asset, DATATOKEN, provider).getFunction(
      "getERC721Address",
    )()) as string;
    return (await new Contract(dataNft, DATA_NFT, provider).getFunction("ownerOf")(1)) === account;
  } catch (error) {
    if (["CALL_EXCEPTION", "BAD_DATA"].includes((error as { code?: string }).code ?? "")) return false;
    throw error;
  }
}
