import { buildModule } from "@nomicfoundation/ignition-core";
import { marketOn } from "./marketOn.ts";
import OceanStack from "./OceanStack.ts";

const OCEAN = 10n ** 18n;

/** Everything that an empty chain needs: Ocean's contracts and ours, with deadlines short enough to watch. */
export default buildModule("Local", (m) => {
  const ocean = m.useModule(OceanStack);
  const market = marketOn(m, {
    factory: ocean.ERC721Factory,
    stakeToken: ocean.Ocean,
    slashSink: ocean.OPFCommunityFeeCollector,
    leaseSeconds: m.getParameter("leaseSeconds", 30),
    challengeSeconds: m.getParameter("challengeSeconds", 2),
    maxDuration: m.getParameter("maxDuration", 30 * 86_400),
    maxAttempts: m.getParameter("maxAttempts", 3),
    unbondingSeconds: m.getParameter("unbondingSeconds", 60),
    leaseStake: m.getParameter("leaseStake", 100n * OCEAN),
    lapsePenalty: m.getParameter("lapsePenalty", 5n * OCEAN),
    feeTokens: [ocean.Ocean, ocean.MockDAI, ocean.MockUSDC],
    poolTemplate: ocean.BPool,
  });
  return { ...ocean, ...market };
});
