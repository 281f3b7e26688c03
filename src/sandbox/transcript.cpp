// The transcript's lines.
#include "sandbox/transcript.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace ludice::sandbox {

Transcript::Transcript(std::unique_ptr<LineFile> file) : file_(std::move(file)) {
  if (!file_) return;
  for (std::string& line : file_->read()) lines_.push_back(std::move(line));
  in_file_ = lines_.size();
  while (lines_.size() > kKept) lines_.pop_front();
  if (lines_.empty()) return;
  boost::system::error_code failed;
  const auto last = boost::json::parse(lines_.back(), failed);
  const auto* number = !failed && last.is_object() ? last.get_object().if_contains("n") : nullptr;
  last_ = number && number->is_int64() ? number->get_int64() : static_cast<std::int64_t>(in_file_);
}

void Transcript::add(Instant at, boost::json::object entry) {
  boost::json::object line{{"n", ++last_}, {"at", static_cast<double>(at.ms) / 1000.0}};
  for (auto& field : entry) line[field.key()] = std::move(field.value());
  lines_.push_back(boost::json::serialize(line));
  if (lines_.size() > kKept) lines_.pop_front();
  if (!file_) return;
  file_->append(lines_.back());
  if (++in_file_ <= 2 * kKept) return;
  const std::vector<std::string> kept(lines_.begin(), lines_.end());
  file_->replace(kept);
  in_file_ = kept.size();
}

std::string Transcript::lines_after(std::int64_t after) const {
  const std::int64_t first = last_ - static_cast<std::int64_t>(lines_.size()) + 1;
  const auto skipped =
      std::clamp<std::int64_t>(after + 1 - first, 0, static_cast<std::int64_t>(lines_.size()));
  std::string all;
  for (auto line = lines_.begin() + skipped; line != lines_.end(); ++line) {
    all += *line;
    all += '\n';
  }
  return all;
}

void Transcript::clear() {
  lines_.clear();
  in_file_ = 0;
  if (file_) file_->replace({});
}

}  // namespace ludice::sandbox
