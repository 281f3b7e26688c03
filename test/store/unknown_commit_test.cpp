// A connection lost in the middle of a commit: nobody knows whether it happened, and the record of the
// request tells.
#include "store/meta_table.hpp"
#include "support/both_stores.hpp"
#include "support/cutting_proxy.hpp"

namespace ludice::store {
namespace {

using Cut = test::CuttingProxy::Cut;

class UnknownCommitTest : public ::testing::TestWithParam<Cut> {
 protected:
  UnknownCommitTest() : proxy_(database_.url()) {
    PostgresOptions options;
    options.url = proxy_.url();
    options.clock = &clock_;
    options.writers = 1;
    options.readers = 1;
    store_ = open_postgres(std::move(options), no_metrics());
  }

  /// A body that writes, and whose commit meets the cut in its first run.
  void write_into_the_cut(Transaction& transaction) {
    static constexpr Statement kInsert{"INSERT INTO meta (name, value) VALUES ('effect', $1)"};
    ++runs_;
    transaction.change_one(kInsert, {std::to_string(runs_)});
    if (runs_ == 1) proxy_.cut_commit(GetParam());
  }
  std::string effect() {
    return runner_.run(store_->read<std::string>(
        [](Reader& reader) { return find_meta(reader, "effect").value_or("none"); }));
  }

  test::PostgresDatabase database_;
  test::CuttingProxy proxy_;
  test::ManualClock clock_;
  async::Runner runner_;
  std::unique_ptr<Store> store_;
  int runs_ = 0;
};

TEST_P(UnknownCommitTest, scene_20_a_request_with_a_record_has_one_effect_and_its_first_answer) {
  const OnceKey key{std::string(16, 'k'), "/x", "", "", false};
  const Written written = runner_.run(store_->write_once(key, [this](Transaction& transaction) {
    write_into_the_cut(transaction);
    return Outcome{{200, "run " + std::to_string(runs_)}};
  }));
  // What was cut before the server saw it is run again; behind the commit the record is found.
  const std::string expected = GetParam() == Cut::before ? "2" : "1";
  EXPECT_EQ(written.answer.body, "run " + expected);
  EXPECT_EQ(written.replay, Replay::first);
  EXPECT_EQ(effect(), expected);
}

TEST_P(UnknownCommitTest, a_body_without_a_record_is_unavailable_and_not_run_again) {
  EXPECT_THROW(runner_.run(store_->write<bool>([this](Transaction& transaction) {
    write_into_the_cut(transaction);
    return true;
  })),
               Unavailable);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(effect(), GetParam() == Cut::before ? "none" : "1");
}

std::string cut_name(const ::testing::TestParamInfo<Cut>& cut) {
  return cut.param == Cut::before ? "before" : "after";
}
INSTANTIATE_TEST_SUITE_P(Cuts, UnknownCommitTest, ::testing::Values(Cut::before, Cut::after), cut_name);

}  // namespace
}  // namespace ludice::store
