// Boost.JSON's parser fed line by line, so that the handler knows on which line it is; the handler builds one
// entry at a time.
#include "legacy/entry_reader.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <boost/json/basic_parser_impl.hpp>

namespace ludice::legacy {
namespace {

namespace json = boost::json;
using boost::system::error_code;

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr std::size_t kDeepest = 8;
constexpr std::size_t kLongestEntry_bytes = 64 * 1024;
constexpr const char* kTooLong = "an entry takes more than 64 KiB";

class Handler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = kLongestEntry_bytes;
  static constexpr std::size_t max_key_size = kLongestEntry_bytes;
  static constexpr std::size_t max_string_size = kLongestEntry_bytes;

  Handler(const std::function<void(const Entry&)>& take, const std::int64_t& line)
      : take_(take), line_(line) {}

  /// What the file does wrong beyond JSON itself; empty: nothing.
  const std::string& reason() const { return reason_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) {
    if (!inside_) {
      inside_ = true;
      return true;
    }
    return open(Value::Kind::object, ec);
  }
  bool on_object_end(std::size_t, error_code& ec) {
    if (open_.empty()) return true;  // the file's own
    return close(ec);
  }
  bool on_array_begin(error_code& ec) { return open(Value::Kind::list, ec); }
  bool on_array_end(std::size_t, error_code& ec) { return close(ec); }

  bool on_key_part(json::string_view part, std::size_t, error_code& ec) { return add_text(part, ec); }
  bool on_key(json::string_view part, std::size_t, error_code& ec) {
    if (!add_text(part, ec)) return false;
    if (open_.empty()) {
      entry_.key = std::exchange(text_, {});
      entry_.line = line_;
    } else {
      open_.back().key = std::exchange(text_, {});
    }
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code& ec) { return add_text(part, ec); }
  bool on_string(json::string_view part, std::size_t, error_code& ec) {
    return add_text(part, ec) && put(Value::Kind::text, 0, ec);
  }
  bool on_number_part(json::string_view part, error_code& ec) { return add_text(part, ec); }
  bool on_int64(std::int64_t value, json::string_view part, error_code& ec) {
    return add_text(part, ec) && put(Value::Kind::integer, value, ec);
  }
  bool on_uint64(std::uint64_t, json::string_view part, error_code& ec) {
    return add_text(part, ec) && put(Value::Kind::number, 0, ec);  // beyond int64
  }
  bool on_double(double, json::string_view part, error_code& ec) {
    return add_text(part, ec) && put(Value::Kind::number, 0, ec);
  }
  bool on_bool(bool value, error_code& ec) { return put(Value::Kind::boolean, value ? 1 : 0, ec); }
  bool on_null(error_code& ec) { return put(Value::Kind::null, 0, ec); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  struct Open {
    Value value;
    std::string key;  ///< of the member that comes
  };

  bool stop(error_code& ec, const char* reason) {
    reason_ = reason;
    ec = json::error::syntax;
    return false;
  }
  /// What the entry takes in memory, which `null` and `[]` do by more than their texts.
  bool charge(std::size_t bytes, error_code& ec) {
    entry_bytes_ += bytes;
    return entry_bytes_ <= kLongestEntry_bytes || stop(ec, kTooLong);
  }
  bool add_text(json::string_view part, error_code& ec) {
    if (!charge(part.size(), ec)) return false;
    text_.append(part.data(), part.size());
    return true;
  }
  bool open(Value::Kind kind, error_code& ec) {
    if (!inside_) return stop(ec, "a list stands where the file should hold an object");
    if (!charge(sizeof(Open), ec)) return false;
    open_.emplace_back();
    open_.back().value.kind = kind;
    return true;
  }
  bool close(error_code& ec) {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return attach(std::move(value), ec);
  }
  bool put(Value::Kind kind, std::int64_t integer, error_code& ec) {
    Value value;
    value.kind = kind;
    value.integer = integer;
    value.text = std::exchange(text_, {});
    return attach(std::move(value), ec);
  }
  bool attach(Value value, error_code& ec) {
    if (!inside_) return stop(ec, "a single value stands where the file should hold an object");
    if (!charge(sizeof(Value), ec)) return false;
    if (open_.empty()) {
      entry_.value = std::move(value);
      take_(entry_);
      entry_bytes_ = 0;
      return true;
    }
    Open& parent = open_.back();
    if (parent.value.kind == Value::Kind::list) {
      parent.value.items.push_back(std::move(value));
    } else {
      parent.value.members.emplace_back(std::move(parent.key), std::move(value));
    }
    return true;
  }

  const std::function<void(const Entry&)>& take_;
  const std::int64_t& line_;
  bool inside_ = false;
  std::vector<Open> open_;
  std::string text_;
  Entry entry_;
  std::size_t entry_bytes_ = 0;
  std::string reason_;
};

json::parse_options options() {
  json::parse_options options;
  options.max_depth = kDeepest;
  return options;
}

std::string reason_of(const error_code& ec) {
  if (ec == json::error::incomplete) return "cut short: the file ends in the middle of its JSON";
  if (ec == json::error::too_deep) return "nested deeper than such a file can be";
  if (ec == json::error::extra_data) return "there is more behind the end of its JSON";
  if (ec == json::error::string_too_large || ec == json::error::key_too_large ||
      ec == json::error::array_too_large) {
    return kTooLong;
  }
  return "not JSON (" + ec.message() + ")";
}

/// Reads a file in pieces that end with a line or a full buffer.
class Feed {
 public:
  Feed(const std::filesystem::path& path, const std::function<void(const Entry&)>& take)
      : file_(path, std::ios::binary), buffer_(kBufferBytes, '\0'), parser_(options(), take, line_) {}

  std::int64_t offset() const { return offset_; }

  /// The next part of the file; false where it has ended.
  bool read(std::optional<FileFault>& fault) {
    file_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    std::string_view rest(buffer_.data(), static_cast<std::size_t>(file_.gcount()));
    if (rest.empty()) return false;
    while (!rest.empty() && !fault) {
      const std::size_t newline = rest.find('\n');
      const std::size_t size = newline == std::string_view::npos ? rest.size() : newline + 1;
      put(rest.substr(0, size), true, fault);
      if (newline != std::string_view::npos) ++line_;
      rest.remove_prefix(size);
    }
    return !fault;
  }
  void finish(std::optional<FileFault>& fault) {
    if (file_.bad()) fault = FileFault{line_, offset_, "cannot be read to its end", true};
    if (offset_ == 0 && !fault) fault = FileFault{1, 0, "empty"};
    if (!fault) put({}, false, fault);
  }

 private:
  void put(std::string_view part, bool more, std::optional<FileFault>& fault) {
    error_code ec;
    std::size_t used = parser_.write_some(more, part.data(), part.size(), ec);
    if (!ec && used < part.size()) {
      // Behind its end only blanks may stand.
      used +=
          part.substr(used).find_first_not_of(" \t\r\n") == std::string_view::npos ? part.size() - used : 0;
      if (used < part.size()) ec = json::error::extra_data;
    }
    offset_ += static_cast<std::int64_t>(used);
    if (!ec) return;
    const std::string& own = parser_.handler().reason();
    fault = FileFault{line_, offset_, own.empty() ? reason_of(ec) : own};
  }

  std::ifstream file_;
  std::string buffer_;
  std::int64_t line_ = 1;
  std::int64_t offset_ = 0;
  json::basic_parser<Handler> parser_;
};

/// The system's word on why the file cannot be read; 0: it can.
int error_of_opening(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return errno;
  struct stat status{};
  int error = ::fstat(file, &status) == 0 ? 0 : errno;
  if (error == 0 && !S_ISREG(status.st_mode)) error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
  ::close(file);
  return error;
}

}  // namespace

const Value* Value::find(std::string_view name) const {
  for (const auto& [key, value] : members) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::optional<FileFault> read_entries(const std::filesystem::path& path,
                                      const std::function<void(const Entry&)>& take,
                                      const ReadProgress& progress) {
  if (const int error = error_of_opening(path); error != 0)
    return FileFault{0, 0, "cannot be opened: " + std::generic_category().message(error), true};
  Feed feed(path, take);
  std::optional<FileFault> fault;
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path));
  while (feed.read(fault)) {
    if (progress) progress(feed.offset(), size);
  }
  if (!fault) feed.finish(fault);
  return fault;
}

}  // namespace ludice::legacy
