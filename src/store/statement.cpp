// Access to the columns of a row.
#include "store/statement.hpp"

#include "base/assert.hpp"

namespace ludice::store {

bool Rows::Row::is_null(std::size_t column) const {
  LUDICE_ASSERT(column < columns_);
  return std::holds_alternative<std::monostate>(values_[column]);
}

std::int64_t Rows::Row::integer(std::size_t column) const {
  LUDICE_ASSERT(column < columns_);
  const auto* number = std::get_if<std::int64_t>(&values_[column]);
  LUDICE_ASSERT(number != nullptr);
  return *number;
}

const std::string& Rows::Row::text(std::size_t column) const {
  LUDICE_ASSERT(column < columns_);
  const auto* text = std::get_if<std::string>(&values_[column]);
  LUDICE_ASSERT(text != nullptr);
  return *text;
}

std::optional<std::string> Rows::Row::optional_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

}  // namespace ludice::store
