import { PosthumanError } from "@posthuman/sdk";
import { keccak256, type JsonRpcProvider } from "ethers";
import { CREATE_X, CREATE_X_CODE_HASH } from "../../deploy/createX.ts";
import type { MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import { decodeError } from "../../sdk/src/errors/decodeError.ts";

/** Code that runs PUSH0, TLOAD and MCOPY and returns nothing: Shanghai's and Cancun's instructions. */
const CANCUN = "0x5f5c505f5f5f5e5f5ff3";

/**
 * Makes sure that a network has what our contracts stand on: Ocean's contracts, CreateX, and an EVM that runs our code.
 *
 * @throws PosthumanError `OCEAN_CONTRACT_MISSING` with the contract's name, `CREATE_X_MISSING`, `NETWORK_TOO_OLD`.
 */
export async function checkNetwork(
  rpc: JsonRpcProvider,
  { name: network, ocean }: PublicNetwork,
  values: MarketValues,
): Promise<void> {
  const { Router, OPFCommunityFeeCollector, ERC721Template, ERC20Template } = ocean;
  const needed = {
    ...{ ERC721Factory: values.factory, FactoryRouter: Router, ERC721Template, ERC20Template },
    ...{ OPFCommunityFeeCollector, "stake token": values.stakeToken },
    ...Object.fromEntries(values.feeTokens.map((token, n) => [`fee token ${n + 1}`, token])),
  };
  for (const [name, address] of Object.entries(needed)) {
    if (address === undefined || (await rpc.getCode(address)) !== "0x") continue;
    const ours = address === ocean["Token"] ? "token (OCEAN)" : name;
    throw new PosthumanError("OCEAN_CONTRACT_MISSING", { name: ours, address, network });
  }
  if (keccak256(await rpc.getCode(CREATE_X)) !== CREATE_X_CODE_HASH) {
    throw new PosthumanError("CREATE_X_MISSING", { address: CREATE_X, network });
  }
  const refused = await rpc.call({ data: CANCUN }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refused === undefined) return;
  const silence = decodeError(refused, { url: network });
  if (silence.code === "RPC_UNREACHABLE") throw silence;
  throw new PosthumanError("NETWORK_TOO_OLD", { network }, { cause: refused });
}
