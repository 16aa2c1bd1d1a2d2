// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IPyth} from "@pythnetwork/pyth-sdk-solidity/IPyth.sol";
import {PythStructs} from "@pythnetwork/pyth-sdk-solidity/PythStructs.sol";
import {VendorOracle} from "./VendorOracle.sol";

/// @title Pyth behind the project's price interface
/// @notice Pyth is a pull oracle: whoever needs a fresh price brings the signed update. The adapter copies the vendor's price
/// into one slot when asked to, only ever to a later publish time, and only when it is positive and not from the future.
contract PythOracle is VendorOracle {
    /// @notice An asset's feed. `symbol` is for people.
    struct Feed {
        bytes32 id;
        string symbol;
    }

    IPyth public immutable pyth;
    Feed[] private _feeds;

    constructor(address authority_, IPyth pyth_) AccessManaged(authority_) {
        pyth = pyth_;
    }

    /// @notice Adds an asset; its number is the count before.
    function addFeed(string calldata symbol, bytes32 feedId) external restricted {
        for (uint256 i; i < _feeds.length; ++i) {
            require(_feeds[i].id != feedId, FeedExists(feedId));
        }
        _feeds.push(Feed(feedId, symbol));
        emit FeedSet(_feeds.length - 1, symbol, feedId);
    }

    function bring(bytes[] calldata updates) public payable override {
        uint256 fee = pyth.getUpdateFee(updates);
        require(msg.value >= fee, UpdateFeeUnpaid(msg.value, fee));
        pyth.updatePriceFeeds{value: msg.value}(updates);
    }

    function updateFee(bytes[] calldata updates) external view returns (uint256) {
        return pyth.getUpdateFee(updates);
    }

    function assetCount() public view override returns (uint256) {
        return _feeds.length;
    }

    function assetInfo(uint256 asset) external view returns (string memory symbol, bytes32 feedId) {
        _requireKnown(asset);
        return (_feeds[asset].symbol, _feeds[asset].id);
    }

    /// @dev The vendor's contract reverts for a feed that it has never heard of, at little cost. A call starved of gas leaves no
    /// more than a 64th behind, and must not pass for that.
    function _vendorPrice(uint256 asset)
        internal
        view
        override
        returns (uint256 value, uint256 confidence, uint256 publishTime)
    {
        uint256 gasBefore = gasleft();
        try pyth.getPriceUnsafe(_feeds[asset].id) returns (PythStructs.Price memory raw) {
            if (raw.price <= 0 || raw.expo > 0 || raw.expo < -18) return (0, 0, 0);
            uint256 factor = 10 ** uint256(int256(18 + raw.expo));
            return (uint256(uint64(raw.price)) * factor, uint256(raw.conf) * factor, raw.publishTime);
        } catch {
            require(gasleft() > gasBefore / 32, TooLittleGasForFeed(asset));
        }
    }
}
