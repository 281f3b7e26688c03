// What payments say beyond their money: a chained table, one line for each thing said, never changed.
#pragma once

#include "store/transaction.hpp"

#include <string>

namespace ludice::store {

/// `about` is the id of what it is about; `body` a line in which nothing can be read in two ways.
void insert_payment_fact(Transaction& transaction, std::int64_t about, const std::string& body);

bool has_payment_facts(Reader& reader, std::int64_t about);

}  // namespace ludice::store
