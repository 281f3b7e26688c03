// SQL statements and what goes in and comes out, the same for every engine.
#pragma once

#include "base/amount.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ludice::store {

/// A named constant beside the function that runs it. Parameters are $1, $2, …; the text stays in the
/// subset both engines run. Prepared once per connection, found again by its address: must be static.
struct Statement {
  const char* sql;
  /// What a Transaction adds where several writers share the database, such as FOR UPDATE: a row that a body
  /// may change is locked when it is read. Readers, and engines with one writer, leave it out.
  const char* lock = "";
};

inline constexpr Statement kBegin{"BEGIN"};
inline constexpr Statement kCommit{"COMMIT"};

using Value = std::variant<std::monostate, std::int64_t, std::string>;

/// Bytes of a blob column; text binds as std::string_view.
struct Blob {
  std::string_view bytes;
};

/// One parameter. Views must live until the call returns.
class Param {
 public:
  Param(std::nullptr_t) {}
  Param(std::int64_t value) : value_(value) {}
  Param(int value) : value_(std::int64_t{value}) {}
  Param(bool value) : value_(std::int64_t{value}) {}
  Param(Amount value) : value_(value.units()) {}
  Param(Instant value) : value_(value.ms) {}
  template <class Tag>
  Param(Id<Tag> id) {
    if (id) value_ = id.value;  // 0 means none: NULL
  }
  Param(std::string_view text) : value_(text) {}
  Param(const std::string& text) : value_(std::string_view(text)) {}
  Param(const char* text) : value_(std::string_view(text)) {}
  Param(Blob blob) : value_(blob) {}
  template <class T>
  Param(const std::optional<T>& value) {
    if (value) *this = Param(*value);
  }

  using Variant = std::variant<std::monostate, std::int64_t, std::string_view, Blob>;
  const Variant& value() const { return value_; }

 private:
  Variant value_;
};

/// The rows of a query, materialised.
class Rows {
 public:
  class Row {
   public:
    Row(const Value* values, std::size_t columns) : values_(values), columns_(columns) {}
    bool is_null(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;     ///< asserts that it is one
    const std::string& text(std::size_t column) const;  ///< text or blob; asserts that it is one
    std::optional<std::string> optional_text(std::size_t column) const;
    bool boolean(std::size_t column) const { return integer(column) != 0; }
    Amount amount(std::size_t column) const { return Amount(integer(column)); }
    Instant instant(std::size_t column) const { return {integer(column)}; }
    /// NULL reads as none (0).
    template <class IdType>
    IdType id(std::size_t column) const {
      return IdType{is_null(column) ? 0 : integer(column)};
    }

   private:
    const Value* values_;
    std::size_t columns_;
  };

  Rows(std::size_t columns, std::vector<Value> values) : columns_(columns), values_(std::move(values)) {}

  std::size_t size() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
  bool empty() const { return values_.empty(); }
  Row operator[](std::size_t index) const { return {values_.data() + index * columns_, columns_}; }
  /// The first row.
  Row front() const { return (*this)[0]; }

 private:
  std::size_t columns_;
  std::vector<Value> values_;
};

}  // namespace ludice::store
