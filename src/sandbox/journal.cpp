// Documents as lines and back.
#include "sandbox/journal.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::sandbox {
namespace {

constexpr std::size_t kMinCompactBytes = 4 << 20;

}  // namespace

void Journal::load(World& world) {
  World::Documents documents;
  for (const std::string& line : file_.read()) {
    boost::system::error_code failed;
    const json::value change = json::parse(line, failed);
    if (failed || !change.is_object()) throw std::runtime_error("the sandbox's journal has a broken line");
    for (const auto& document : change.get_object()) {
      documents[std::string(document.key())] = document.value();
    }
  }
  for (const auto& [key, document] : documents) {
    if (!document.is_null()) world.load(key, document);
  }
  compact_size_ = file_.size();
}

void Journal::write(const World::Documents& changes, const World& world) {
  const bool grown = file_.size() > kMinCompactBytes + 2 * compact_size_;
  if (grown || in_doubt_) {
    compact(world);
    return;
  }
  json::object line;
  for (const auto& [key, document] : changes) line[key] = document;
  in_doubt_ = true;
  file_.append(json::serialize(line));
  in_doubt_ = false;
}

void Journal::compact(const World& world) {
  std::vector<std::string> lines;
  for (const auto& [key, document] : world.documents()) {
    const json::object line{{key, document}};
    lines.push_back(json::serialize(line));
  }
  in_doubt_ = true;
  file_.replace(lines);
  in_doubt_ = false;
  compact_size_ = file_.size();
}

}  // namespace ludice::sandbox
