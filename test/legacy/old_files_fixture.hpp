// A data folder of a test's own, read and joined, with all that was said.
#pragma once

#include "legacy/old_files.hpp"
#include "support/temp_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace ludice::legacy {

class OldFilesTest : public ::testing::Test {
 protected:
  static std::filesystem::path data() { return std::filesystem::path(LUDICE_TEST_DATA) / "legacy"; }

  void put(const std::string& name, const std::string& text) { std::ofstream(folder_.file(name)) << text; }
  void put_broken(const std::string& name, const std::string& as) {
    std::filesystem::copy_file(data() / "broken" / name, folder_.file(as),
                               std::filesystem::copy_options::overwrite_existing);
  }
  void read(const std::filesystem::path& folder, Balances trusted = Balances::agree) {
    files_.read(folder);
    files_.join(trusted);
    files_.for_each_person([this](const Person& person) { people_.push_back(person); });
    files_.sum_up();
  }
  void read() { read(folder_.path()); }

  const Person* find(const std::string& name) const {
    for (const Person& person : people_) {
      if (person.name == name) return &person;
    }
    return nullptr;
  }
  bool says(const std::string& text) const { return printed_.find(text) != std::string::npos; }

  test::TempFolder folder_;
  std::string printed_;
  Report report_{[this](const std::string& line) { printed_ += line + "\n"; }};
  OldFiles files_{report_};
  std::vector<Person> people_;
};

}  // namespace ludice::legacy
