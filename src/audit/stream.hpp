// Rows that come in the order of their first column, for merging several of them by it without keeping any.
#pragma once

#include "audit/source.hpp"

#include <limits>

namespace ludice::audit {

class Stream {
 public:
  /// What key() says behind the last row.
  static constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

  Stream(Source& source, const char* sql) : cursor_(source.read(sql)) { next(); }

  std::int64_t key() const { return key_; }
  bool done() const { return key_ == kEnd; }
  const Cursor& row() const { return *cursor_; }
  void next() { key_ = cursor_->next() ? cursor_->integer(0) : kEnd; }

 private:
  std::unique_ptr<Cursor> cursor_;
  std::int64_t key_ = kEnd;
};

}  // namespace ludice::audit
