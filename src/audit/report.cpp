// Prints findings as they come and a line when a check has ended.
#include "audit/report.hpp"

namespace ludice::audit {
namespace {

constexpr std::int64_t kPrintedPerCheck = 20;

}  // namespace

void Report::found(const std::string& what) {
  ++here_;
  ++total_;
  if (here_ <= kPrintedPerCheck) print_("  wrong: " + what);
}

void Report::end(const std::string& check, std::int64_t count, const std::string& things) {
  if (here_ > kPrintedPerCheck) print_("  … and " + std::to_string(here_ - kPrintedPerCheck) + " more");
  print_((here_ == 0 ? "ok      " : "FAILED  ") + check + ": " + std::to_string(count) + " " + things);
  here_ = 0;
}

}  // namespace ludice::audit
