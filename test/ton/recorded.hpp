// The recorded transactions of a service wallet, and what was sent in each case.
#pragma once

#include "domain/ton_transaction.hpp"

#include <string>
#include <vector>

#include <boost/json/value.hpp>

namespace ludice::ton {

/// A file of test/data/ton.
std::string recorded_text(const std::string& name);
boost::json::value recorded_json(const std::string& name);
/// All 32 rows, oldest first.
std::vector<domain::TonTransaction> recorded_rows();
/// Where the wallet stood before the first one.
domain::TonPlace before_recorded();

}  // namespace ludice::ton
