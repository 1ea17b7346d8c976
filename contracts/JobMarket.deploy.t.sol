// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {IJobMarket, MarketConfig} from "./interfaces/IJobMarket.sol";

contract JobMarketDeployTest is Fixture {
    function test_KeepsItsSettings() public view {
        vm.assertEq(market.LEASE_SECONDS(), LEASE, "lease");
        vm.assertEq(market.CHALLENGE_SECONDS(), CHALLENGE, "challenge window");
        vm.assertEq(market.MAX_DURATION(), MAX_DURATION, "longest duration");
        vm.assertEq(market.MAX_ATTEMPTS(), ATTEMPTS, "attempts");
        vm.assertEq(market.LEASE_STAKE(), LEASE_STAKE, "stake");
        vm.assertEq(market.LAPSE_PENALTY(), PENALTY, "penalty");
        vm.assertTrue(market.isFeeToken(address(fee)) && market.isFeeToken(address(hostile)), "fee tokens");
    }

    function test_APenaltyAboveTheStakeIsRefused(uint96 stake, uint96 penalty) public {
        MarketConfig memory config = _config();
        config.leaseStake = uint96(_within(stake, 0, type(uint96).max - 1));
        config.lapsePenalty = uint96(_within(penalty, config.leaseStake + 1, type(uint96).max));
        bytes4 refusal = IJobMarket.JobMarket_PenaltyAboveStake.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, config.lapsePenalty, config.leaseStake));
        _new("JobMarket", abi.encode(config));
    }

    function test_APenaltyOfTheWholeStakeIsFine() public {
        MarketConfig memory config = _config();
        config.lapsePenalty = config.leaseStake;
        IJobMarket deployed = IJobMarket(_new("JobMarket", abi.encode(config)));
        vm.assertTrue(deployed.isFeeToken(address(fee)), "deployed");
    }
}
