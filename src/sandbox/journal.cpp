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

void Journal::write(const World::Documents& changes) {
  json::object line;
  for (const auto& [key, document] : changes) line[key] = document;
  file_.append(json::serialize(line));
}

void Journal::compact_if_due(const World& world) {
  if (file_.size() > kMinCompactBytes + 2 * compact_size_) compact(world);
}

void Journal::compact(const World& world) {
  std::vector<std::string> lines;
  for (const auto& [key, document] : world.documents()) {
    const json::object line{{key, document}};
    lines.push_back(json::serialize(line));
  }
  file_.replace(lines);
  compact_size_ = file_.size();
}

}  // namespace ludice::sandbox
