// Each seal is the digest of the seal before it and its records.
#include "audit/chain_walk.hpp"

#include "base/hex.hpp"

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kSeals = "SELECT id, through, hash, at FROM seal ORDER BY id";

}  // namespace

ChainWalk::ChainWalk(Source& source, const std::optional<std::string>& noted_head, Report& report)
    : report_(report),
      noted_head_(noted_head),
      one_commit_a_seal_(source.engine() == Engine::sqlite),
      seals_(source, kSeals),
      head_(kHashBytes, '\0') {
  if (noted_head_ == head_) noted_at_ = "before the first seal";
  begin_seal();
}

void ChainWalk::record(std::int64_t place, std::string_view text, std::int64_t at) {
  ++records_;
  if (place != last_place_ + 1) {
    report_.found(fmt::format("after place {} comes {}: records are missing or doubled", last_place_, place));
  }
  last_place_ = place;
  pending_ = true;
  digest_.add(place, text);
  if (seals_.done()) return;
  if (one_commit_a_seal_ && at != seals_.row().integer(3))
    report_.found(
        fmt::format("the record at place {} was sealed at another time than it was written", place));
  if (place == seals_.row().integer(1)) compare();
}

void ChainWalk::finish() {
  if (pending_) report_.found("the last records stand behind the last seal");
  if (!seals_.done()) report_.found("there are seals behind the last record");
}

void ChainWalk::report(std::int64_t waiting) {
  if (noted_head_ && !noted_at_)
    report_.found("no seal ever had the head " + to_hex(*noted_head_) + ": history was rewritten");
  report_.end("the hash chain fits its seals", records_,
              fmt::format("records, {} seals, {} records not sealed yet", last_seal_, waiting));
  if (noted_at_) {
    report_.line(
        fmt::format("head {} stood {}; {}", to_hex(*noted_head_), *noted_at_,
                    report_.clean() ? "everything since follows from it" : "see above for what is wrong"));
  }
  report_.line("chain head " + to_hex(head_));
}

void ChainWalk::begin_seal() {
  pending_ = false;
  digest_.begin(head_);
}

void ChainWalk::compare() {
  head_ = digest_.finish();
  const std::string stored = seals_.row().bytes(2);
  const std::int64_t seal = seals_.key();
  if (head_ != stored) {
    report_.found(fmt::format("the records up to place {} are not those that were sealed", last_place_));
    if (stored.size() == kHashBytes) head_ = stored;  // so that one change is told once
  }
  if (seal != last_seal_ + 1) report_.found(fmt::format("after seal {} comes {}", last_seal_, seal));
  last_seal_ = seal;
  look_for_noted_head(seal, seals_.row().integer(3));
  seals_.next();
  begin_seal();
}

void ChainWalk::look_for_noted_head(std::int64_t seal, std::int64_t at) {
  if (noted_head_ != head_) return;
  noted_at_ = fmt::format("at seal {} (Unix time {}), place {}", seal, at / 1'000, last_place_);
}

}  // namespace ludice::audit
