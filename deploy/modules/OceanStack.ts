import { buildModule, type ArgumentType } from "@nomicfoundation/ignition-core";
import { oceanArtifact } from "../compiled/compiledContracts.ts";

const ZERO = "0x0000000000000000000000000000000000000000";
const NO_POOLS = "0x000000000000000000000000000000000000dEaD";
const OWNER_SUPPLY = 1_000_000n * 10n ** 18n;

/**
 * Ocean's contracts, for a chain that has none. The first account owns them and gets a million OCEAN.
 * The order is that of Ocean's own deployment script.
 */
export default buildModule("OceanStack", (m) => {
  const owner = m.getAccount(0);
  const deploy = (path: string, args: ArgumentType[] = [], id?: string) =>
    m.contract(path.slice(path.lastIndexOf("/") + 1), oceanArtifact(path), args, id ? { id } : {});

  const Ocean = deploy("utils/OceanToken", [owner]);
  m.call(Ocean, "mint", [owner, OWNER_SUPPLY]);
  const MockDAI = deploy("utils/mock/MockERC20Decimals", ["DAI", "DAI", 18], "MockDAI");
  const MockUSDC = deploy("utils/mock/MockERC20Decimals", ["USDC", "USDC", 6], "MockUSDC");
  const OPFCommunityFeeCollector = deploy("communityFee/OPFCommunityFeeCollector", [owner, owner]);
  const EnterpriseFeeCollector = deploy("communityFee/EnterpriseFeeCollector", [owner, owner]);

  const Router = deploy("pools/FactoryRouter", [owner, Ocean, NO_POOLS, OPFCommunityFeeCollector, []]);
  const FixedPrice = deploy("pools/fixedRate/FixedRateExchange", [Router]);
  const FixedPriceEnterprise = deploy("pools/fixedRate/FixedRateExchangeEnterprise", [
    Router,
    EnterpriseFeeCollector,
  ]);
  const Dispenser = deploy("pools/dispenser/Dispenser", [Router]);

  const ERC20Template = deploy("templates/ERC20Template");
  const moreTemplates = ["ERC20TemplateEnterprise", "ERC20Template3", "ERC20Template4"] as const;
  const [enterprise, predictoor, sapphire] = moreTemplates.map((name) => deploy(`templates/${name}`));
  const ERC721Template = deploy("templates/ERC721Template");
  const ERC721Factory = deploy("ERC721Factory", [ERC721Template, ERC20Template, Router]);

  // Template numbers follow from the order of these calls, so each waits for the one before.
  const second = m.call(ERC721Factory, "addTokenTemplate", [enterprise!], { id: "template2" });
  const third = m.call(ERC721Factory, "addTokenTemplate", [predictoor!], {
    id: "template3",
    after: [second],
  });
  m.call(ERC721Factory, "addTokenTemplate", [sapphire!], { id: "template4", after: [third] });
  m.call(Router, "addFactory", [ERC721Factory]);
  m.call(Router, "addFixedRateContract", [FixedPrice], { id: "fixedPrice" });
  m.call(Router, "addFixedRateContract", [FixedPriceEnterprise], { id: "fixedPriceEnterprise" });
  m.call(Router, "addDispenserContract", [Dispenser]);
  const BPool = deploy("pools/balancer/BPool");
  m.call(Router, "addPoolTemplate", [BPool]);

  const BatchPayments = deploy("rewards/BatchPayments");
  const Escrow = deploy("escrow/Escrow", [Router, ZERO]);
  const EnterpriseEscrow = deploy("escrow/EnterpriseEscrow", [EnterpriseFeeCollector]);
  const AccessListFactory = deploy("accesslists/AccessListFactory", [deploy("accesslists/AccessList")]);

  return {
    Ocean,
    MockDAI,
    MockUSDC,
    OPFCommunityFeeCollector,
    EnterpriseFeeCollector,
    Router,
    FixedPrice,
    FixedPriceEnterprise,
    Dispenser,
    BPool,
    ERC20Template,
    ERC721Template,
    ERC721Factory,
    BatchPayments,
    Escrow,
    EnterpriseEscrow,
    AccessListFactory,
  };
});
