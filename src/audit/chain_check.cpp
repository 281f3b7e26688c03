// The hash chain: transfers and facts in their order, hashed anew and held against every seal.
#include "audit/checks.hpp"
#include "base/hex.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

namespace ludice::audit {
namespace {

using store::Rows;
using store::Statement;

/// Both tables by place; a transfer's text is put together from its columns, a fact's is its body.
constexpr Statement kRecords{
    "SELECT id, 1, 'transfer key=' || key || ' code=' || code || ' debit=' || debit || ' credit=' || credit "
    "|| "
    "' amount=' || amount || ' game=' || COALESCE(game, 0) || ' external=' || COALESCE(external, '') || "
    "' debit_after=' || debit_after || ' credit_after=' || credit_after || ' debit_version=' || "
    "debit_version || "
    "' credit_version=' || credit_version || ' at=' || at FROM transfer "
    "UNION ALL SELECT id, 2, body FROM fact ORDER BY 1"};
constexpr Statement kSeals{"SELECT through, hash FROM seal WHERE id = $1"};
constexpr Statement kSealCount{"SELECT COUNT(*), COALESCE(MAX(id), 0) FROM seal"};

std::string sha256(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

/// Goes through the records with the seals beside them.
class ChainWalk {
 public:
  ChainWalk(store::SqliteConnection& database, Report& report)
      : database_(database), report_(report), head_(SHA256_DIGEST_LENGTH, '\0') {
    next_seal();
  }

  void record(const Rows::Row& row) {
    ++count_;
    const std::int64_t place = row.integer(0);
    if (place != last_ + 1) {
      report_.found(fmt::format("after place {} comes {}: records are missing or doubled", last_, place));
    }
    last_ = place;
    pending_ += fmt::format("{}|{}|{}\n", place, row.text(2).size(), row.text(2));
    if (place == through_) compare();
  }

  void finish() {
    if (!pending_.empty()) report_.found("the last records stand behind the last seal");
    const Rows rows = database_.query(kSealCount);
    const Rows::Row row = rows.front();
    if (row.integer(0) != row.integer(1)) report_.found("seals are missing");
    if (row.integer(1) != seals_) report_.found("there are seals behind the last record");
  }

  std::int64_t count() const { return count_; }
  std::int64_t seals() const { return seals_; }
  std::string head() const { return to_hex(head_); }

 private:
  void compare() {
    head_ = sha256(head_ + pending_);
    pending_.clear();
    ++seals_;
    if (head_ != expected_) {
      report_.found(fmt::format("the records up to place {} are not those that were sealed", last_));
      head_ = expected_;  // so that one change is told once
    }
    next_seal();
  }
  void next_seal() {
    const Rows rows = database_.query(kSeals, {seals_ + 1});
    through_ = rows.empty() ? -1 : rows.front().integer(0);
    expected_ = rows.empty() ? std::string() : rows.front().text(1);
  }

  store::SqliteConnection& database_;
  Report& report_;
  std::string head_;
  std::string pending_;
  std::string expected_;
  std::int64_t through_ = -1;
  std::int64_t last_ = 0;
  std::int64_t count_ = 0;
  std::int64_t seals_ = 0;
};

}  // namespace

void check_chain(store::SqliteConnection& database, Report& report) {
  ChainWalk walk(database, report);
  database.for_each(kRecords, {}, [&](const Rows::Row& row) { walk.record(row); });
  walk.finish();
  report.end("the hash chain fits its seals", walk.count(),
             "records, " + std::to_string(walk.seals()) + " seals");
  report.line("chain head " + walk.head());
}

}  // namespace ludice::audit
