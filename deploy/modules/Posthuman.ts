import { buildModule } from "@nomicfoundation/ignition-core";
import { oceanArtifact } from "../oceanArtifact.ts";
import { marketOn } from "./marketOn.ts";

/**
 * Our contracts on a public network, where Ocean's are deployed already. Every setting is a parameter:
 * `npx hardhat ignition deploy deploy/modules/Posthuman.ts --network sepolia --parameters deploy/parameters/11155111.json`
 */
export default buildModule("Posthuman", (m) =>
  marketOn(m, {
    factory: m.getParameter<string>("factory"),
    stakeToken: m.getParameter<string>("stakeToken"),
    slashSink: m.getParameter<string>("slashSink"),
    leaseSeconds: m.getParameter<number>("leaseSeconds"),
    challengeSeconds: m.getParameter<number>("challengeSeconds"),
    maxDuration: m.getParameter<number>("maxDuration"),
    maxAttempts: m.getParameter<number>("maxAttempts"),
    unbondingSeconds: m.getParameter<number>("unbondingSeconds"),
    leaseStake: m.getParameter<bigint>("leaseStake"),
    lapsePenalty: m.getParameter<bigint>("lapsePenalty"),
    feeTokens: m.getParameter<string[]>("feeTokens"),
    // Ocean's later networks have no template of their own; a template is a few million gas, once.
    poolTemplate: m.contract("BPool", oceanArtifact("pools/balancer/BPool"), []),
  }),
);
