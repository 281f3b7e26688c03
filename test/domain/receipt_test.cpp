// By what a player can name a payment.
#include "domain/receipt.hpp"

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

const std::string kHash(64, 'a');

TEST(Receipts, of_stars_are_telegrams_charge) {
  EXPECT_EQ(receipt_of("stars:in:stxAbC", "stxAbC"), "stxAbC");
}

TEST(Receipts, of_ton_that_came_are_the_hash_of_its_transaction) {
  EXPECT_EQ(receipt_of("ton:in:0:AA:5:" + kHash, "0:AA:5:" + kHash), kHash);
  EXPECT_EQ(receipt_of("ton:decided:0000000000042:0", ""), "");
}

TEST(Receipts, of_a_withdrawal_and_its_way_back_are_its_id) {
  EXPECT_EQ(receipt_of("ton:asked:0000000000042", ""), "0000000000042");
  EXPECT_EQ(receipt_of("ton:rejected:0000000000042", ""), "0000000000042");
}

TEST(Receipts, what_is_no_payment_has_none) {
  EXPECT_EQ(receipt_of("game:0000000000042:stake:0000000000001", ""), "");
}

}  // namespace
}  // namespace ludice::domain
