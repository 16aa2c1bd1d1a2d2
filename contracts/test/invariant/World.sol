// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MarketConfig, Position, RiskTerms, StrikeGrid, Terms} from "../../src/Types.sol";
import {HandlerBase} from "./HandlerBase.sol";

/// @notice Time, prices and those who report them, gifts, the guardian and the governor.
abstract contract World is HandlerBase {
    /// @dev The governor acts at once here, as on a local chain: the delay is the AccessManager's own affair.
    uint256 private constant COLLATERAL = 2;

    function passTime(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 4 days));
        _reportAll(0, 0, 2000);
    }

    function movePrice(uint256 asset, int256 change) external {
        vm.warp(block.timestamp + 5);
        _reportAll(bound(asset, 0, 2), bound(change, -800, 800), 2000);
    }

    /// @notice A crash or a spike, now and then.
    function jump(uint256 asset, int256 change) external {
        if (change % 4 != 0) return;
        vm.warp(block.timestamp + 5);
        _reportAll(bound(asset, 0, 2), bound(change, -3000, 3500), 2000);
    }

    /// @notice Late in a sequence, now and then, BTC rises tenfold: whoever holds calls is owed more than there is.
    function ruin(uint256 seed) external {
        if (calls < 60 || seed % 4 != 0 || _spot(0) > 1_000_000e18) return;
        vm.warp(block.timestamp + 5);
        _reportAll(0, 90_000, 2000);
        bytes memory data = abi.encodeCall(s.house.startSettlement, (_account(_actor(seed)), new bytes[](0)));
        _act(_actor(seed), address(s.house), data, "ruin");
    }

    /// @notice Takes from somebody all that his account lets go, and lets the price of what he has written turn against him, or time
    /// pass until funding has used up the rest: so there is something to liquidate and to close.
    function squeeze(uint256 seed, uint256 size) external {
        address owner = _actor(seed);
        Position[] memory held = s.house.positionsOf(_account(owner));
        if (held.length == 0) return;
        _strip(owner);
        vm.warp(block.timestamp + 5);
        Position memory worst = held[seed % held.length];
        int256 change = int256(bound(size, 300, 2500));
        bool rises = (worst.quantity < 0) != worst.series.isPut();
        if (worst.quantity < 0) {
            _reportAll(worst.series.marketOf() / 2, rises ? change : -change, 2000);
        } else {
            vm.warp(block.timestamp + uint256(change) * 2 minutes);
            _reportAll(0, 0, 2000);
        }
    }

    function disturb(uint256 which, uint256 seed, uint256 value) external {
        which = bound(which, 0, 2);
        if (which == 0) _letPricesAge(value);
        if (which == 1) _reportDoubt(seed);
        if (which == 2) _lie(seed, value);
    }

    function govern(uint256 which, uint256 seed, uint256 part, uint256 value) external {
        which = bound(which, 0, 4);
        if (which == 0) _pause(seed);
        if (which == 1) _changeTerms(seed, value);
        if (which == 2) _changeRisk(seed, value);
        if (which == 3) _changeMarket(seed, part, value);
        if (which == 4) _changeGrid(seed, value);
    }

    function _letPricesAge(uint256 time) private {
        vm.warp(block.timestamp + (time % 8 == 0 ? 900 : bound(time, 1, 20)));
        ++calls;
    }

    /// @notice The confidence interval is too wide to open anything.
    function _reportDoubt(uint256 asset) private {
        vm.warp(block.timestamp + 5);
        _report(bound(asset, 0, 2), 0, 50);
        ++calls;
    }

    /// @notice O1: an oracle that lies in a way that shows (zero, negative, from the future or the past) changes nothing.
    function _lie(uint256 asset, uint256 how) private {
        asset = bound(asset, 0, 2);
        uint256 spot = _spot(asset);
        int64 price = int64(int256(spot / 1e10));
        how = bound(how, 0, 3);
        if (how == 0) _reportPrice(asset, 0, 1, block.timestamp);
        if (how == 1) _reportPrice(asset, -price, 1, block.timestamp);
        if (how == 2) _reportPrice(asset, price * 2, 1, block.timestamp + 1 hours);
        if (how == 3) _reportPrice(asset, price / 2, 1, s.oracle.latest(asset).publishTime - 1);
        assertEq(_spot(asset), spot, "O1: a lie was believed");
        if (how == 2) {
            // The vendor keeps that one until it has something newer, and it must not become true by waiting.
            vm.warp(block.timestamp + 1 hours + 1);
            _reportPrice(asset, price, uint64(price) / 2000, block.timestamp);
        }
        ++calls;
    }

    /// @notice 6, C3: a donation does not move the share price, and to the clearinghouse or the stakers it is lost.
    function donate(uint256 seed, uint256 amount, uint256 to) external {
        bool toPool = to % 3 == 2;
        (uint256 value, uint256 staked) = (toPool ? s.pool.totalAssets() : 0, s.insurance.totalAssets());
        amount = bound(amount, 0, 1e18);
        address target = to % 3 == 0 ? address(s.house) : to % 3 == 1 ? address(s.insurance) : address(s.pool);
        if (!_act(_actor(seed), address(s.token), abi.encodeCall(s.token.transfer, (target, amount)), "donate")) {
            return;
        }
        if (to % 3 == 0) strayInHouse += amount;
        if (to % 3 == 1) strayInInsurance += amount;
        if (toPool) assertEq(s.pool.totalAssets(), value, "6: a donation does not move the share price");
        assertEq(s.insurance.totalAssets(), staked);
    }

    // ------------------------------------------------------------------ governance

    /// @notice G1: the guardian pauses; only the governor opens again.
    function _pause(uint256 seed) private {
        if (seed % 4 == 0) {
            _act(s.guardian, address(s.governance), abi.encodeCall(s.governance.pauseOpenings, ()), "pause");
        } else {
            _act(ADMIN, address(s.governance), abi.encodeCall(s.governance.unpauseOpenings, ()), "unpause");
        }
        bytes memory data = abi.encodeCall(s.governance.unpauseOpenings, ());
        assertFalse(_act(s.guardian, address(s.governance), data, "guardian unpauses"), "G1: more than a pause");
    }

    function _changeTerms(uint256 which, uint256 value) private {
        Terms memory terms = s.house.terms();
        which = bound(which, 0, 6);
        if (which == 0) terms.baseFee = uint16(bound(value, 0, 101));
        if (which == 1) terms.feeCapOfPremium = uint16(bound(value, 0, 2501));
        if (which == 2) terms.uncertaintyMultiple = uint16(bound(value, 0, 50_001));
        if (which == 3) terms.grace = uint16(bound(value, 0, 61));
        if (which == 4) terms.runway = uint32(bound(value, 1 hours, 7 days + 1));
        if (which == 5) terms.closeReward = uint16(bound(value, 0, 1001));
        if (which == 6) terms.minimumNotional = uint16(bound(value, 0, 1000));
        _act(ADMIN, address(s.governance), abi.encodeCall(s.governance.setTerms, (terms)), "changeTerms");
    }

    function _changeRisk(uint256 which, uint256 value) private {
        RiskTerms memory risk = s.house.riskTerms();
        which = bound(which, 0, 6);
        if (which == 0) risk.stressLimit = uint16(bound(value, 1000, 9001));
        if (which == 1) risk.collateralShock = uint16(bound(value, 0, 5001));
        if (which == 2) risk.insuranceShareMin = uint16(bound(value, 0, risk.insuranceShareMax + 1));
        if (which == 3) risk.haircut = uint16(bound(value, 0, 5001));
        if (which == 4) risk.writtenMinimum = uint16(bound(value, 0, 2001));
        if (which == 5) risk.maintenance = uint16(bound(value, 5000, 9501));
        if (which == 6) risk.liquidationPenalty = uint16(bound(value, 0, 2001));
        _act(ADMIN, address(s.governance), abi.encodeCall(s.governance.setRiskTerms, (risk)), "changeRisk");
    }

    /// @notice The curve, the shocks and the listing of a market, within and now and then beyond what is allowed.
    function _changeMarket(uint256 market, uint256 which, uint256 value) private {
        market = bound(market, 0, 3);
        MarketConfig memory config = s.house.marketConfig(market);
        which = bound(which, 0, 5);
        uint256 step = bound(value, 88, 112);
        if (which == 0) config.kappaGamma = uint32(config.kappaGamma * step / 100);
        if (which == 1) config.kappaDelta = uint32(config.kappaDelta * step / 100);
        if (which == 2) config.depth = uint64(config.depth * step / 100);
        if (which == 3) config.shock = uint16(bound(value, 500, 5000));
        if (which == 4) config.volatilityShock = uint16(bound(value, 0, 10_000));
        if (which == 5) config.listed = value % 4 != 0;
        _act(ADMIN, address(s.governance), abi.encodeCall(s.governance.setMarket, (market, config)), "changeMarket");
    }

    function _changeGrid(uint256 asset, uint256 range) private {
        asset = bound(asset, 0, 1);
        StrikeGrid memory grid = s.house.strikeGrid(asset);
        grid.range = uint16(bound(range, 500, 5001));
        _act(ADMIN, address(s.governance), abi.encodeCall(s.governance.setStrikeGrid, (asset, grid)), "changeGrid");
    }

    // ------------------------------------------------------------------ helpers

    /// @param certainty price over confidence interval.
    function _reportAll(uint256 asset, int256 changeBps, uint256 certainty) internal {
        bytes[] memory updates = new bytes[](COLLATERAL + 1);
        for (uint256 i; i <= COLLATERAL; ++i) {
            updates[i] = _changed(i, i == asset ? changeBps : int256(0), certainty);
        }
        s.oracle.update(updates);
        ++calls;
    }

    function _report(uint256 asset, int256 changeBps, uint256 certainty) private {
        bytes[] memory updates = new bytes[](1);
        updates[0] = _changed(asset, changeBps, certainty);
        s.oracle.update(updates);
    }

    function _reportPrice(uint256 asset, int64 price, uint64 confidence, uint256 time) private {
        bytes[] memory updates = new bytes[](1);
        updates[0] = _update(asset, price, confidence, time);
        s.oracle.update(updates);
    }

    function _changed(uint256 asset, int256 changeBps, uint256 certainty) private view returns (bytes memory) {
        int256 price = int256(_spot(asset) / 1e10) * (int256(BPS) + changeBps) / int256(BPS);
        return _update(asset, int64(price), uint64(uint256(price) / certainty), block.timestamp);
    }

    function _update(uint256 asset, int64 price, uint64 confidence, uint256 time) private view returns (bytes memory) {
        (, bytes32 id) = s.oracle.assetInfo(asset);
        return
            s.pyth
                .createPriceFeedUpdateData(id, price, confidence, -8, price, confidence, uint64(time), uint64(time) - 1);
    }
}
