import { startChain } from "@posthuman/sdk/testing/startChain";
import { expect, test } from "vitest";
import { CREATE_X } from "../../deploy/createX.ts";
import { publicNetworks } from "../../deploy/publicNetworks.ts";
import { deployCreateX } from "../stack/startPracticeChain.ts";
import { checkNetwork } from "./checkChain.ts";
import { marketValues } from "./marketValues.ts";

const sepolia = publicNetworks().find(({ name }) => name === "sepolia")!;
const values = marketValues(sepolia);
const code = (error: string, words = "") =>
  expect.objectContaining({ code: error, message: expect.stringContaining(words) as string }) as unknown;

test("what a network lacks is named, one after the other", async () => {
  await using chain = await startChain();
  const { provider } = chain;
  const put = (address: string) => provider.send("anvil_setCode", [address, "0x00"]);
  const check = () => checkNetwork(provider, sepolia, values);
  const { Factory, Router, ERC721Template, ERC20Template, OPFCommunityFeeCollector, Token } = sepolia.ocean;
  const all = { ERC721Factory: Factory, FactoryRouter: Router, ERC721Template, ERC20Template };
  for (const [name, address] of Object.entries({
    ...all,
    OPFCommunityFeeCollector,
    "token (OCEAN)": Token,
  })) {
    await expect(check()).rejects.toEqual(
      code("OCEAN_CONTRACT_MISSING", `Ocean's ${name} is not at ${address}`),
    );
    await put(address!);
  }
  await expect(check()).rejects.toEqual(code("CREATE_X_MISSING", CREATE_X));
  await put(CREATE_X);
  await expect(check()).rejects.toEqual(code("CREATE_X_MISSING", CREATE_X));
  await provider.send("anvil_setCode", [CREATE_X, "0x"]);
  await deployCreateX(chain);
  await expect(check()).resolves.toBeUndefined();
});

test("a chain whose EVM is older than our code is refused", async () => {
  await using chain = await startChain(["--hardfork", "shanghai"]);
  for (const address of Object.values(sepolia.ocean)) {
    await chain.provider.send("anvil_setCode", [address, "0x00"]);
  }
  await deployCreateX(chain);
  await expect(checkNetwork(chain.provider, sepolia, values)).rejects.toEqual(code("NETWORK_TOO_OLD"));
});
