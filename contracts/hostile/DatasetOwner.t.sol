// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobState, Terms} from "../interfaces/IJobMarket.sol";
import {IDataNftPowers, IDatatokenPowers} from "../testing/IOceanPowers.t.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {IDatatoken, IOceanFactoryAdmin} from "../testing/OceanStack.t.sol";

/// @dev The owner of a dataset's data NFT uses every power that Ocean gives it, in the middle of a job that paid for the
/// dataset. The job goes on, the requester is refunded as ever, the worker is paid, the model has its income: only what
/// the owner's own datatoken is worth is in its hand.
contract DatasetOwnerTest is NeighbourFixture {
    IDataNftPowers private nft;
    IDatatokenPowers private token;
    Terms private _job;

    function setUp() public override {
        super.setUp();
        dataset = _assetWithMarketFeeOf(provider);
        IDatatoken(dataset).mint(bob, 10e18);
        _approve(bob, dataset);
        nft = IDataNftPowers(IDatatoken(dataset).getERC721Address());
        token = IDatatokenPowers(dataset);
        _job = _termsWithAssets(0);
    }

    /// @dev An asset whose market fee the owner can set at any time; it is 0 so far.
    function _assetWithMarketFeeOf(address owner) private returns (address datatoken) {
        string[] memory strings = new string[](2);
        (strings[0], strings[1]) = ("asset", "ASSET");
        address[] memory addresses = new address[](4);
        (addresses[0], addresses[2]) = (address(this), owner);
        uint256[] memory uints = new uint256[](2);
        uints[0] = 1000e18;
        (, datatoken) = factory.createNftWithErc20(
            IOceanFactoryAdmin.NftCreateData("asset", "ASSET", 1, "", true, owner),
            IOceanFactoryAdmin.ErcCreateData(1, strings, addresses, uints, new bytes[](0))
        );
    }

    /// @dev Each power, used between each two steps of a job, which then ends in each way.
    function test_NoPowerHoldsUpAJobOrTakesFromAnybody() public {
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 power; power < 15; ++power) {
            for (uint256 i; i < states.length; ++i) {
                uint256 before = vm.snapshotState();
                uint256[4] memory purse = _purse();
                _take(_job, states[i]);
                _use(power);
                _endByAStranger(_job);
                bool done = states[i] == JobState.Submitted;
                _assertWhole(purse, done, power);
                _assertIncomeFlows();
                _assertJobsWork();
                vm.revertToState(before);
            }
        }
    }

    /// @dev What the requester paid is back, or went where it should.
    function _assertWhole(uint256[4] memory purse, bool done, uint256 power) private view {
        uint256 spent = done ? ONE : 0;
        vm.assertEq(_owns(bob, root), purse[0] - spent, "model");
        vm.assertEq(_owns(bob, algorithm), purse[2] - spent, "algorithm");
        vm.assertEq(_owns(bob, address(fee)), purse[3] - (done ? FEE : 0), "fee");
        vm.assertEq(vault.inboxOf(root, root), spent, "income of the model");
        vm.assertEq(vault.claimable(worker, address(fee)), done ? FEE : 0, "worker");
        vm.assertEq(_owns(provider, algorithm), done ? 0.97e18 : 0, "the algorithm's order");
        vm.assertEq(_owns(bob, dataset), purse[1] - spent, "dataset");
        // Whoever names the vault as payment collector has given its income away.
        uint256 gift = done && power == 2 ? 0.97e18 : 0;
        uint256 waits = vault.claimable(provider, dataset) + gift;
        vm.assertEq(IDatatoken(dataset).balanceOf(address(vault)), waits, "vault");
    }

    function _use(uint256 power) private {
        vm.startPrank(provider);
        if (power == 0) {
            token.addMinter(provider);
            token.mint(stranger, 1_000_000e18);
        }
        if (power == 1) token.setPaymentCollector(stranger);
        if (power == 2) token.setPaymentCollector(address(vault));
        if (power == 3) token.setPublishingMarketFee(provider, address(fee), 100e18);
        if (power == 4) nft.setMetaDataState(5);
        if (power == 5) nft.addManager(stranger);
        if (power == 6) nft.cleanPermissions();
        if (power == 7) token.cleanPermissions();
        if (power == 8) nft.executeCall(0, dataset, 0, abi.encodeCall(IDatatokenPowers.cleanFrom721, ()));
        if (power == 9) nft.setNewData("key", "value");
        if (power == 10) nft.setTokenURI(1, "ipfs://another");
        if (power == 11) nft.setBaseURI("ipfs://base");
        if (power == 12) _secondDatatoken();
        // A sale in the middle of the job takes every role away, and makes the buyer the payment collector.
        if (power == 13) nft.transferFrom(provider, charlie, 1);
        if (power == 14) {
            IDataNftPowers.MetaDataProof[] memory none = new IDataNftPowers.MetaDataProof[](0);
            nft.setMetaData(3, "https://nowhere.example", "0x0", "", "other", keccak256("other"), none);
        }
        vm.stopPrank();
    }

    /// @dev Another datatoken of the same data NFT is another asset: the job has paid for this one.
    function _secondDatatoken() private {
        string[] memory strings = new string[](2);
        (strings[0], strings[1]) = ("second", "SECOND");
        address[] memory addresses = new address[](4);
        addresses[0] = provider;
        uint256[] memory uints = new uint256[](2);
        uints[0] = 1000e18;
        address second = nft.createERC20(1, strings, addresses, uints, new bytes[](0));
        IDatatokenPowers(second).mint(provider, 1000e18);
    }

    /// @dev It cannot reach tokens that wait in the vault, nor burn them.
    function test_TheOwnerCannotTakeWhatWaitsInEscrow() public {
        _request(_job);
        vm.startPrank(provider);
        vm.expectRevert();
        token.burnFrom(address(vault), ONE);
        vm.expectRevert();
        IDatatoken(dataset).transferFrom(address(vault), provider, ONE);
        vm.stopPrank();
        bytes memory taking = abi.encodeCall(IDatatoken.mint, (provider, 1));
        vm.expectRevert();
        vm.prank(stranger);
        nft.executeCall(0, dataset, 0, taking);
    }
}
