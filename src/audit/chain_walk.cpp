// Each seal is the SHA-256 of the seal before it and its records, each as `place|size|record` and a line end.
#include "audit/chain_walk.hpp"

#include "base/hex.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace ludice::audit {
namespace {

constexpr const char* kSeals = "SELECT id, through, hash, at FROM seal ORDER BY id";
constexpr std::size_t kHashBytes = 32;

void add(EVP_MD_CTX* hash, std::string_view bytes) {
  if (EVP_DigestUpdate(hash, bytes.data(), bytes.size()) != 1) throw Unreadable("SHA-256 failed");
}

}  // namespace

void ChainWalk::FreeContext::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}

ChainWalk::ChainWalk(Source& source, const std::optional<std::string>& noted_head, Report& report)
    : report_(report),
      noted_head_(noted_head),
      one_commit_a_seal_(source.engine() == Engine::sqlite),
      seals_(source, kSeals),
      hash_(EVP_MD_CTX_new()),
      head_(kHashBytes, '\0') {
  if (noted_head_ == head_) noted_at_ = "before the first seal";
  begin_seal();
}

ChainWalk::~ChainWalk() = default;

void ChainWalk::record(std::int64_t place, std::string_view text, std::int64_t at) {
  ++records_;
  if (place != last_place_ + 1) {
    report_.found(fmt::format("after place {} comes {}: records are missing or doubled", last_place_, place));
  }
  last_place_ = place;
  pending_ = true;
  add(hash_.get(), fmt::format("{}|{}|", place, text.size()));
  add(hash_.get(), text);
  add(hash_.get(), "\n");
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
  const bool begun = hash_ != nullptr && EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr) == 1;
  if (!begun) throw Unreadable("SHA-256 is not there");
  add(hash_.get(), head_);
}

void ChainWalk::compare() {
  if (EVP_DigestFinal_ex(hash_.get(), reinterpret_cast<unsigned char*>(head_.data()), nullptr) != 1)
    throw Unreadable("SHA-256 failed");
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
