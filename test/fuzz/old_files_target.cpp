// The files of the first Ludicé, whatever stands in them: read, compared and joined, with a line for each
// thing that is wrong; what is taken adds up.
#include "fuzz/targets.hpp"
#include "legacy/old_files.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string>
#include <utility>

namespace ludice::fuzz {
namespace {

using namespace legacy;

constexpr std::int64_t kLargest = (std::int64_t{1} << 53) - 1;
constexpr std::size_t kLongestLine_bytes = 4'000;

/// The letter of a line `=x` in front of a file's bytes.
constexpr std::array<std::pair<char, File>, 9> kLetters{{{'u', File::users},
                                                         {'b', File::bank},
                                                         {'g', File::game},
                                                         {'l', File::lobby},
                                                         {'s', File::stats},
                                                         {'t', File::bets},
                                                         {'p', File::payments},
                                                         {'m', File::times_sec},
                                                         {'r', File::redis}}};

/// Writes each file that the bytes hold; the last of a letter stands.
std::set<File> write_files(std::string_view bytes, const test::TempFolder& folder) {
  std::set<File> written;
  while (!bytes.empty()) {
    const std::size_t next = bytes.find("\n=", 1);
    const std::string_view part = bytes.substr(0, next);
    bytes = next == std::string_view::npos ? std::string_view() : bytes.substr(next + 1);
    if (part.size() < 3 || part[0] != '=' || part[2] != '\n') continue;
    const auto* const found = std::ranges::find(kLetters, part[1], &std::pair<char, File>::first);
    if (found == kLetters.end()) continue;
    std::ofstream(folder.file(std::string(name_of(found->second))), std::ios::binary) << part.substr(3);
    written.insert(found->second);
  }
  return written;
}

void check_told_line(const std::string& line) {
  require(!line.empty() && line.size() < kLongestLine_bytes, "a line without words or without end");
  require(std::ranges::none_of(line, [](unsigned char c) { return c < ' ' || c == 0x7F; }),
          "a line of several");
  require(line.find("\xC2\x85") == std::string::npos, "a line that some terminals break");
}

void check_people(OldFiles& files) {
  std::int64_t people = 0;
  std::int64_t balances = 0;
  std::int64_t stakes = 0;
  std::set<std::int64_t> ids;
  std::string last;
  files.for_each_person([&](const Person& person) {
    require(people == 0 || last < person.name, "somebody twice, or out of order");
    require(fault_of_name(person.name).empty(), "a name nobody can have");
    require(!person.id || ids.insert(*person.id).second, "an id twice");
    const std::int64_t balance = person.balance.value_or(0);
    require(balance >= 0 && balance <= kLargest, "a balance that is none");
    std::int64_t staked = 0;
    const auto own = files.stakes_of(person.name);
    for (const Stake& stake : own) {
      require(stake.amount > 0 && stake.name == person.name, "a stake that is none of his");
      staked += stake.amount;
    }
    require(staked == person.staked && std::int64_t(own.size()) == person.stakes,
            "stakes that do not add up");
    planted(person.id && person.statistics && person.seen && person.staked > 0 && own.front().waiting());
    last = person.name;
    ++people;
    balances += balance;
    stakes += staked;
  });
  const Sums sums = files.sums();
  require(sums.people == people && sums.balances == balances && sums.stakes == stakes,
          "sums of something else");
}

void check_counts(const Report::Counts& counts) {
  if (counts.unusable) return;
  const std::int64_t left[] = {counts.refused,
                               counts.refused_too,
                               counts.set_aside,
                               counts.put_off,
                               counts.passed_over,
                               counts.taken() - counts.corrected,
                               counts.taken() - counts.doubtful,
                               counts.taken() - counts.in_part};
  require(std::ranges::all_of(left, [](std::int64_t count) { return count >= 0; }),
          "counts that do not add up");
}

}  // namespace

void old_files(std::string_view bytes) {
  if (bytes.empty()) return;
  const char trusted = bytes.front();
  const test::TempFolder folder;
  const std::set<File> written = write_files(bytes.substr(1), folder);
  Report report(&check_told_line);
  OldFiles files(report);
  files.read(folder.path());
  if (written.contains(File::redis)) {
    files.begin_redis();
    (void)read_entries(folder.file(std::string(name_of(File::redis))),
                       [&files](const Entry& entry) { files.add_redis_balance(entry.key, entry.value); });
  }
  files.join(trusted == 'b' ? Balances::bank : trusted == 'r' ? Balances::redis : Balances::agree);
  check_people(files);
  files.for_each_game([](const std::string& id, const std::string& text) {
    require(fault_of_id(id).empty() && parse_game_text(text).has_value(), "a game that cannot be read again");
  });
  files.for_each_payment([](const std::string& charge, const OldPayment& payment) {
    require(fault_of_id(charge).empty() && payment.amount >= 0, "a payment that is none");
  });
  files.sum_up();
  for (int i = 0; i < int(kFiles); ++i) check_counts(report.of(static_cast<File>(i)));
}

}  // namespace ludice::fuzz
