// Answers written as JSON, member by member, into one string.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::api {

/// Commas are set here; that every key has a value and every brace its partner is the caller's.
class JsonWriter {
 public:
  JsonWriter() { text_.reserve(kUsualBytes); }

  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return close('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return close(']'); }

  JsonWriter& key(std::string_view name) {
    separate();
    quote(name);
    text_.push_back(':');
    return *this;
  }
  JsonWriter& value(std::int64_t number) {
    separate();
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    text_.append(digits, end);
    return *this;
  }
  JsonWriter& value(int number) { return value(std::int64_t{number}); }
  JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::string_view text) {
    separate();
    quote(text);
    return *this;
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& null() { return raw("null"); }
  /// JSON that is there already.
  JsonWriter& raw(std::string_view json) {
    separate();
    text_.append(json);
    return *this;
  }

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  std::string take() { return std::move(text_); }

 private:
  static constexpr std::size_t kUsualBytes = 384;

  JsonWriter& open(char brace) {
    separate();
    text_.push_back(brace);
    return *this;
  }
  JsonWriter& close(char brace) {
    text_.push_back(brace);
    return *this;
  }
  void separate() {
    if (text_.empty()) return;
    const char last = text_.back();
    if (last != '{' && last != '[' && last != ':') text_.push_back(',');
  }
  void quote(std::string_view text);

  std::string text_;
};

}  // namespace ludice::api
