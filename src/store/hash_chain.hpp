// The chain over transfers and facts in the order in which they were written: each commit's seal is the
// SHA-256 of the seal before it and the canonical records of this commit, each as `place|size|record\n`. A
// row changed, taken out, put in or moved later no longer fits the seals that follow it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace ludice::store {

class HashChain {
 public:
  /// The seal before the first one.
  static const std::string& origin();

  /// Continues behind the record `position`, sealed by `hash` (32 bytes).
  HashChain(std::int64_t position, std::string hash) : position_(position), hash_(std::move(hash)) {}

  /// Takes the next place for the record.
  std::int64_t append(std::string_view record);

  bool has_pending() const { return pending_count_ > 0; }
  /// The last place taken.
  std::int64_t position() const { return position_ + pending_count_; }
  /// The seal over everything appended so far.
  std::string sealed() const;

  /// The seal that was stored becomes the head.
  void committed(std::string seal);
  void rolled_back();
  const std::string& head() const { return hash_; }

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_md_ctx_st, FreeContext>;
  /// The digest so far, to which more can be added.
  Context digested() const;

  std::int64_t position_;
  std::string hash_;
  std::int64_t pending_count_ = 0;
  std::string pending_;  // records not yet in `context_`
  Context context_;      // of a commit with many records: what came before `pending_`
};

}  // namespace ludice::store
