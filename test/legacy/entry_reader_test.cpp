// Entries of a file as they stand, with their lines; files that are not whole.
#include "legacy/entry_reader.hpp"

#include "support/temp_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace ludice::legacy {
namespace {

class EntryReaderTest : public ::testing::Test {
 protected:
  std::optional<FileFault> read(const std::string& text) {
    std::ofstream(folder_.file("file.json"), std::ios::binary) << text;
    entries_.clear();
    return read_entries(folder_.file("file.json"), [this](const Entry& entry) { entries_.push_back(entry); });
  }

  test::TempFolder folder_;
  std::vector<Entry> entries_;
};

TEST_F(EntryReaderTest, entries_come_with_their_lines) {
  EXPECT_FALSE(read("{\n  \"anna\": 1,\n  \"ivan\": {\"id\": 7,\n \"x\": [true, null]}\n}\n"));
  ASSERT_EQ(entries_.size(), 2U);
  EXPECT_EQ(entries_[0].key, "anna");
  EXPECT_EQ(entries_[0].value.integer, 1);
  EXPECT_EQ(entries_[0].line, 2);
  EXPECT_EQ(entries_[1].line, 3);
  ASSERT_NE(entries_[1].value.find("id"), nullptr);
  EXPECT_EQ(entries_[1].value.find("id")->integer, 7);
  EXPECT_EQ(entries_[1].value.find("x")->items.size(), 2U);
}

TEST_F(EntryReaderTest, numbers_keep_their_texts) {
  EXPECT_FALSE(read(
      R"({"a":1737742404.0637069,"b":1000000000000000000000000000000,"c":-7,"d":18446744073709551615})"));
  ASSERT_EQ(entries_.size(), 4U);
  EXPECT_EQ(entries_[0].value.text, "1737742404.0637069");
  EXPECT_EQ(entries_[1].value.text, "1000000000000000000000000000000");
  EXPECT_EQ(entries_[1].value.kind, Value::Kind::number);
  EXPECT_EQ(entries_[2].value.integer, -7);
  EXPECT_EQ(entries_[3].value.kind, Value::Kind::number);
}

TEST_F(EntryReaderTest, duplicate_keys_both_come) {
  EXPECT_FALSE(read(R"({"anna":1,"anna":2})"));
  ASSERT_EQ(entries_.size(), 2U);
  EXPECT_EQ(entries_[1].value.integer, 2);
}

TEST_F(EntryReaderTest, escapes_and_long_texts_across_buffers_are_whole) {
  const std::string name(3'000, 'n');
  std::string text = "{";
  for (int i = 0; i < 200; ++i)
    text += "\"" + std::to_string(i) + name + "\\u00e9\": " + std::to_string(i) + ",";
  text += "\"z\":0}";
  EXPECT_FALSE(read(text));
  ASSERT_EQ(entries_.size(), 201U);
  EXPECT_EQ(entries_[150].key, "150" + name + "é");
  EXPECT_EQ(entries_[150].value.integer, 150);
}

TEST_F(EntryReaderTest, an_empty_object_is_whole) {
  EXPECT_FALSE(read("{}"));
  EXPECT_FALSE(read(" {\n}\n\n"));
  EXPECT_TRUE(entries_.empty());
}

struct Broken {
  const char* name;
  const char* text;
  const char* reason;
  std::int64_t line;
};

class BrokenFileTest : public EntryReaderTest, public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenFileTest, says_why_and_where) {
  const auto fault = read(GetParam().text);
  ASSERT_TRUE(fault);
  EXPECT_NE(fault->reason.find(GetParam().reason), std::string::npos) << fault->reason;
  EXPECT_EQ(fault->line, GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Files, BrokenFileTest,
    ::testing::Values(Broken{"empty", "", "empty", 1}, Broken{"blank", " \n", "cut short", 2},
                      Broken{"cut", "{\"anna\": 100,\n \"ivan\": 2", "cut short", 2},
                      Broken{"list", "[{\"anna\":100}]", "a list stands", 1},
                      Broken{"number", "5", "a single value", 1},
                      Broken{"word", "{\n\"a\": yes}", "not JSON", 2},
                      Broken{"more", "{\"a\":1}\n{\"b\":2}", "more behind", 2},
                      Broken{"utf8", "{\"\xff\": 1}", "not JSON", 1},
                      Broken{"deep", "{\"a\":[[[[[[[[[[1]]]]]]]]]]}", "nested deeper", 1}),
    [](const auto& row) { return row.param.name; });

TEST_F(EntryReaderTest, an_entry_without_end_does_not_fill_the_memory) {
  const auto text = read("{\"a\": \"" + std::string(70'000, 'x') + "\"}");
  ASSERT_TRUE(text);
  EXPECT_NE(text->reason.find("64 KiB"), std::string::npos) << text->reason;
  std::string list = "{\"a\": [";
  for (int i = 0; i < 70'000; ++i) list += "1,";
  const auto items = read(list + "1]}");
  ASSERT_TRUE(items);
  EXPECT_NE(items->reason.find("64 KiB"), std::string::npos) << items->reason;
}

TEST_F(EntryReaderTest, values_without_a_text_count_in_lists_of_lists_as_well) {
  for (const std::string value : {"null", "true", "[]", "{}", "0", "\"\"", "{\"\":null}"}) {
    std::string few = value;
    for (int i = 0; i < 50; ++i) few += "," + value;
    std::string list = "[" + few + "]";
    for (int i = 0; i < 50; ++i) list += ",[" + few + "]";
    const auto fault = read("{\"a\": [" + list + "]}");
    ASSERT_TRUE(fault) << value;
    EXPECT_NE(fault->reason.find("64 KiB"), std::string::npos) << value << ": " << fault->reason;
    EXPECT_LT(fault->offset, 16'000) << value;
    EXPECT_TRUE(entries_.empty()) << value;
  }
}

TEST_F(EntryReaderTest, each_entry_has_its_own_64_kib) {
  const std::string half(40'000, 'x');
  EXPECT_FALSE(read("{\"a\": \"" + half + "\", \"" + half + "\": 1, \"c\": \"" + half + "\"}"));
  EXPECT_EQ(entries_.size(), 3U);
}

}  // namespace
}  // namespace ludice::legacy
