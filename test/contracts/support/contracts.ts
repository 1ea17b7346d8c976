import { Contract, type ContractRunner, type ContractTransactionResponse } from "ethers";
import { network } from "hardhat";
import { oceanArtifact } from "../../../deploy/compiled/compiledContracts.ts";

/** One chain for the whole suite, with the size limits of a public one; fixtures bring it back to its start. */
export const chain = await network.create({ override: { allowUnlimitedContractSize: false } });

/** One of our deployed contracts, with the type that its ABI gives it. */
export async function contractAt<T>(name: string, address: string, { ethers } = chain): Promise<T> {
  return (await ethers.getContractAt(name, address)) as unknown as T;
}

/** The functions of Ocean's contracts that the tests call, by the contract's place in Ocean's package. */
interface Functions {
  "utils/OceanToken": "approve" | "balanceOf" | "transfer";
  ERC721Factory: "createNftWithErc20" | "disableTokenTemplate" | "reactivateTokenTemplate";
  "escrow/Escrow": "authorize" | "claimLock" | "createLock" | "deposit";
  "pools/FactoryRouter": "updateOPCFee";
  "pools/balancer/BPool":
    | ("approve" | "balanceOf" | "getAmountInExactOut" | "getAmountOutExactIn" | "getSpotPrice")
    | ("exitswapPoolAmountIn" | "joinswapExternAmountIn" | "swapExactAmountIn" | "swapExactAmountOut");
  "templates/ERC20Template":
    | ("approve" | "balanceOf" | "burn" | "mint" | "name" | "totalSupply" | "transfer")
    | ("addMinter" | "addPaymentManager" | "cleanFrom721" | "cleanPermissions" | "createDispenser")
    | ("createFixedRate" | "getERC721Address" | "getPaymentCollector" | "isMinter" | "setData")
    | ("setPaymentCollector" | "startOrder");
  "templates/ERC721Template":
    | ("approve" | "ownerOf" | "setBaseURI" | "setTokenURI" | "transferFrom" | "transferable")
    | ("addManager" | "addMultipleUsersToRoles" | "addToCreateERC20List" | "addToMetadataList")
    | ("cleanPermissions" | "createERC20" | "executeCall" | "removeFromMetadataList" | "setMetaData")
    | ("setMetaDataState" | "setNewData");
}

/** Those of them that only read. */
type Read =
  | ("getAmountInExactOut" | "getAmountOutExactIn" | "getSpotPrice")
  | ("balanceOf" | "getERC721Address" | "getPaymentCollector" | "isMinter" | "name")
  | ("ownerOf" | "totalSupply" | "transferable");

type OceanContract<Path extends keyof Functions> = Contract &
  Record<Extract<Functions[Path], Read>, (...args: unknown[]) => Promise<unknown>> &
  Record<Exclude<Functions[Path], Read>, (...args: unknown[]) => Promise<ContractTransactionResponse>>;

/** One of Ocean's deployed contracts, with the functions that the tests call. */
export function oceanContract<Path extends keyof Functions>(
  path: Path,
  address: string,
  runner: ContractRunner,
): OceanContract<Path> {
  return new Contract(address, oceanArtifact(path).abi, runner) as unknown as OceanContract<Path>;
}
