// Bytes read from a connection and not used yet: contiguous, reused, bounded.
#pragma once

#include "base/assert.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include <boost/asio/buffer.hpp>

namespace ludice::net {

class ReadBuffer {
 public:
  /// `usual` bytes suffice for most messages; more is taken when needed, up to `most`.
  explicit ReadBuffer(std::size_t most, std::size_t usual = 4096) : most_(most), usual_(usual) {}

  std::string_view bytes() const { return {storage_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  /// No room is left for more: what is in it must be used first.
  bool full() const { return end_ - begin_ == most_; }

  /// Room to read into; not empty unless full().
  boost::asio::mutable_buffer prepare() {
    if (end_ == capacity_) {
      make_room();
    }
    return {storage_.get() + end_, capacity_ - end_};
  }

  void commit(std::size_t read) { end_ += read; }

  void consume(std::size_t used) {
    LUDICE_ASSERT(used <= end_ - begin_);
    begin_ += used;
    if (begin_ == end_) {
      begin_ = end_ = 0;
    }
  }

  /// Between messages: gives back what a long one has taken.
  void shrink() {
    if (empty() && capacity_ > usual_) {
      storage_.reset();
      capacity_ = 0;
    }
  }

 private:
  void make_room() {
    const std::size_t held = end_ - begin_;
    if (begin_ > 0) {
      std::memmove(storage_.get(), storage_.get() + begin_, held);
    } else {
      const std::size_t grown = std::min(std::max(capacity_ * 2, usual_), most_);
      auto larger = std::make_unique_for_overwrite<char[]>(grown);
      std::copy_n(storage_.get(), held, larger.get());
      storage_ = std::move(larger);
      capacity_ = grown;
    }
    begin_ = 0;
    end_ = held;
  }

  std::size_t most_;
  std::size_t usual_;
  std::unique_ptr<char[]> storage_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ludice::net
