// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "../testing/Fixture.t.sol";

/// @dev Bob could have one improvement born in several pieces, to stand in the lineage several times. A birth holds one
/// hop for each full minGain of its gain, 8 at most, so pieces hold no more hops than the whole: Bob gains nothing, but
/// beyond 8 hops, where all that is left to gain is 2^-8 of the income.
contract SybilTest is Fixture {
    uint256 private constant INCOME = 2 ** 100;
    uint256 private constant MOST_HOPS = 8;

    /// @dev What Bob has of an income of the last of his models.
    function _earned(address last, uint256 births) private returns (uint256) {
        _pay(last, fee, INCOME);
        vault.settleLineage(last, address(fee), births);
        return vault.claimable(bob, address(fee));
    }

    /// @dev Births of Bob's one after the other, of these gains.
    function _chain(uint256[] memory gains) private returns (address last) {
        last = root;
        for (uint256 i; i < gains.length; ++i) last = _child(last, bob, gains[i]);
    }

    /// @dev Cuts a gain into pieces at random, each of which is large enough for a birth.
    function _cut(uint256 gain, uint256 pieces, uint256 seed) private pure returns (uint256[] memory gains) {
        gains = new uint256[](pieces);
        uint256 left = gain - pieces * MIN_GAIN;
        for (uint256 i; i + 1 < pieces; ++i) {
            uint256 more = uint256(keccak256(abi.encode(seed, i))) % (left + 1);
            gains[i] = MIN_GAIN + more;
            left -= more;
        }
        gains[pieces - 1] = MIN_GAIN + left;
    }

    function testFuzz_SplittingAGainNeverPays(uint256 gain, uint256 pieces, uint256 seed) public {
        pieces = _within(pieces, 2, 12);
        gain = _within(gain, pieces * MIN_GAIN, 30 * MIN_GAIN);
        uint256 start = vm.snapshotState();
        uint256 whole = _earned(_child(root, bob, gain), 1);
        vm.revertToState(start);
        uint256 split = _earned(_chain(_cut(gain, pieces, seed)), pieces);
        if (gain < (MOST_HOPS + 1) * MIN_GAIN) vm.assertLe(split, whole, "never more");
        vm.assertLe(split, whole + INCOME / 2 ** MOST_HOPS, "beyond 2^-8");
    }

    /// @dev The bound is reached nowhere: even with hops without end there is no more than all of the income.
    function test_AtMost8HopsAreWorthSplittingFor() public {
        uint256 start = vm.snapshotState();
        uint256 whole = _earned(_child(root, bob, 16 * MIN_GAIN), 1);
        vm.assertEq(whole, INCOME - INCOME / 256, "one birth of sixteen minGain holds 8 hops");
        vm.revertToState(start);
        uint256[] memory gains = new uint256[](16);
        for (uint256 i; i < 16; ++i) gains[i] = MIN_GAIN;
        vm.assertEq(_earned(_chain(gains), 16), INCOME - INCOME / 65536, "sixteen births hold 16");
    }

    function test_WithinTheLimitPiecesAreWorthTheWhole() public {
        uint256 start = vm.snapshotState();
        for (uint256 hops = 2; hops <= MOST_HOPS; ++hops) {
            uint256 whole = _earned(_child(root, bob, hops * MIN_GAIN), 1);
            vm.revertToState(start);
            uint256[] memory gains = new uint256[](hops);
            for (uint256 i; i < hops; ++i) gains[i] = MIN_GAIN;
            vm.assertEq(_earned(_chain(gains), hops), whole, "the same to the wei");
            vm.revertToState(start);
        }
    }

    /// @dev Cutting badly costs: what is left over of each piece earns no hop.
    function test_LeftoversAreLost() public {
        uint256[] memory gains = new uint256[](2);
        (gains[0], gains[1]) = ((3 * MIN_GAIN) / 2, (3 * MIN_GAIN) / 2);
        vm.assertEq(_earned(_chain(gains), 2), INCOME - INCOME / 4, "two hops of three minGain");
    }

    /// @dev The plain rule, 50 %, 25 %, 12.5 %: whoever improves a model once, by less than two minGain.
    function testFuzz_AnHonestTrainerKeepsExactlyHalf(uint256 gain, uint128 income) public {
        gain = _within(gain, MIN_GAIN, 2 * MIN_GAIN - 1);
        uint256 even = uint256(income) * 4 + 4;
        address child = _child(root, bob, gain);
        _pay(child, fee, even);
        vault.settleLineage(child, address(fee), 2);
        vm.assertEq(vault.claimable(bob, address(fee)), even / 2, "trainer");
        vm.assertEq(vault.claimable(alice, address(fee)), even / 4, "publisher");
        vm.assertEq(vault.claimable(tail, address(fee)), even / 4, "tail");
    }

    /// @dev Whoever trains after Bob keeps half and leaves the same to Bob's pieces as to his whole.
    function testFuzz_WhoComesAfterIsNotHurt(uint256 pieces, uint256 seed) public {
        pieces = _within(pieces, 2, 8);
        uint256 start = vm.snapshotState();
        address last = _child(_child(root, bob, 8 * MIN_GAIN), charlie);
        _pay(last, fee, INCOME);
        vault.settleLineage(last, address(fee), 3);
        uint256[3] memory whole = _claims();
        vm.revertToState(start);
        last = _child(_chain(_cut(8 * MIN_GAIN, pieces, seed)), charlie);
        _pay(last, fee, INCOME);
        vault.settleLineage(last, address(fee), pieces + 2);
        uint256[3] memory split = _claims();
        vm.assertEq(split[0], INCOME / 2, "who comes after");
        vm.assertLe(split[1], whole[1], "Bob");
        vm.assertGe(split[2], whole[2], "who was there before");
    }

    function _claims() private view returns (uint256[3] memory) {
        address token = address(fee);
        return [vault.claimable(charlie, token), vault.claimable(bob, token), vault.claimable(alice, token)];
    }

    function testFuzz_NoLineageHasMoreHopsThanItGained(uint256[12] memory gains) public {
        address last = root;
        (uint256 hops, uint256 total) = (0, 0);
        for (uint256 i; i < gains.length; ++i) {
            gains[i] = _within(gains[i], MIN_GAIN, 12 * MIN_GAIN);
            last = _child(last, i % 2 == 0 ? bob : charlie, gains[i]);
            hops += registry.modelOf(last).hops;
            total += gains[i];
        }
        vm.assertLe(hops, total / MIN_GAIN, "hops of trainings");
        address[] memory lineage = registry.lineageOf(last);
        hops += registry.modelOf(lineage[lineage.length - 1]).hops;
        vm.assertLe(hops, total / MIN_GAIN + 1, "and the root's one");
    }
}
