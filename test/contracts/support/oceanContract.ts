import { Contract, type ContractMethod, type ContractRunner } from "ethers";
import { oceanArtifact } from "../../../deploy/oceanArtifact.ts";

type With<Name extends string> = Contract & Record<Name, ContractMethod>;

/** The functions of Ocean's contracts that the tests call, by the contract's place in Ocean's package. */
interface OceanContracts {
  "utils/OceanToken": With<"balanceOf" | "transfer" | "approve" | "allowance" | "mint">;
  "utils/mock/MockERC20Decimals": With<"balanceOf" | "transfer" | "approve">;
  ERC721Factory: With<"createNftWithErc20" | "erc20List" | "getCurrentTokenCount"> &
    With<"addTokenTemplate" | "disableTokenTemplate" | "reactivateTokenTemplate">;
  "pools/FactoryRouter": With<"updateOPCFee">;
  "pools/fixedRate/FixedRateExchange": With<"buyDT" | "generateExchangeId">;
  "templates/ERC20Template": With<
    "balanceOf" | "transfer" | "approve" | "totalSupply" | "cap" | "mint" | "burn"
  > &
    With<"addMinter" | "removeMinter" | "permissions" | "startOrder" | "getPaymentCollector" | "isMinter"> &
    With<
      | "name"
      | "burn"
      | "setPaymentCollector"
      | "cleanPermissions"
      | "addPaymentManager"
      | "createFixedRate"
      | "nonces"
    > &
    With<"createDispenser" | "getERC721Address" | "cleanFrom721" | "setData">;
  "templates/ERC721Template": With<
    "ownerOf" | "transferFrom" | "setMetaData" | "setMetaDataState" | "setNewData"
  > &
    With<"addManager" | "createERC20" | "getPermissions" | "isERC20Deployer" | "cleanPermissions"> &
    With<"executeCall" | "setTokenURI" | "setBaseURI" | "addToMetadataList" | "removeFromMetadataList"> &
    With<"addToCreateERC20List" | "addTo725StoreList" | "transferable" | "getMetaData" | "tokenURI"> &
    With<"addMultipleUsersToRoles" | "approve">;
}

/** One of Ocean's deployed contracts, with the functions that the tests call. */
export function oceanContract<Path extends keyof OceanContracts>(
  path: Path,
  address: string,
  runner: ContractRunner,
): OceanContracts[Path] {
  return new Contract(address, oceanArtifact(path).abi, runner) as unknown as OceanContracts[Path];
}
