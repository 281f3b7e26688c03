// What became of each entry: refused by a line of its own, left out for another reason, or taken, and how.
#include "legacy/old_files.hpp"

namespace ludice::legacy {
namespace {

using store::Rows;
using store::Statement;

constexpr Statement kInsertNote{"INSERT OR IGNORE INTO note (file, key, note) VALUES ($1, $2, $3)"};
constexpr Statement kInsertPerson{"INSERT OR IGNORE INTO refused_person (name, file) VALUES ($1, $2)"};
constexpr Statement kCountPeople{"SELECT COUNT(*) FROM refused_person"};

// The first reason for which an entry is left out counts: 0 refused by a line of its own, 1 refused by
// another line, 2 with its player, 3 put off, 4 passed over.
constexpr const char* kLeftOut =
    "CREATE TABLE left_out (file INTEGER, key TEXT, why INTEGER, PRIMARY KEY (file, key)) WITHOUT ROWID;"
    "INSERT OR IGNORE INTO left_out SELECT file, key, 0 FROM lost;"
    "INSERT OR IGNORE INTO left_out SELECT file, key, note - 4 FROM note WHERE note IN (4, 5);";
constexpr const char* kLeftOutWithPeople =
    "INSERT OR IGNORE INTO left_out SELECT e.file, e.key, CASE WHEN p.file = e.file THEN 1 ELSE 2 END "
    "FROM entry e CROSS JOIN refused_person p ON p.name = e.key WHERE e.file IN (0, 1, 4, 7) AND e.line > 0;"
    "INSERT OR IGNORE INTO left_out SELECT 8, r.name, CASE WHEN p.file = 8 THEN 1 ELSE 2 END "
    "FROM redis r CROSS JOIN refused_person p ON p.name = r.name;"
    "INSERT OR IGNORE INTO left_out SELECT 3, s.name, CASE WHEN p.file = 3 THEN 1 ELSE 2 END "
    "FROM stake s CROSS JOIN refused_person p ON p.name = s.name WHERE s.file = 3;"
    "INSERT OR IGNORE INTO left_out SELECT 5, s.game, CASE WHEN MAX(p.file = 5) THEN 1 ELSE 2 END "
    "FROM stake s LEFT JOIN refused_person p ON p.name = s.name WHERE s.file = 5 "
    "GROUP BY s.game HAVING COUNT(p.name) = COUNT(*);";
// A game is kept, whoever of its players is refused.
constexpr Statement kInPart{
    "SELECT file, COUNT(*) FROM (SELECT DISTINCT s.file, s.game FROM stake s CROSS JOIN refused_person p "
    "ON p.name = s.name WHERE s.file IN (2, 5) AND NOT EXISTS "
    "(SELECT 1 FROM left_out l WHERE l.file = s.file AND l.key = s.game)) GROUP BY file"};
constexpr Statement kNoteStakes{
    "INSERT OR IGNORE INTO note (file, key, note) SELECT file, game, $3 FROM stake WHERE name = $1 AND file "
    "= "
    "$2"};
// Of Redis what is not the balance that the join has. $1 = 1: bank.json cannot be used.
constexpr Statement kRedisLeftOut{
    "INSERT OR IGNORE INTO left_out SELECT 8, r.name, CASE WHEN e.key IS NULL AND ($1 = 1 OR EXISTS (SELECT "
    "1 "
    "FROM lost WHERE lost.file = 1 AND lost.key = r.name)) THEN 3 ELSE 4 END FROM redis r "
    "LEFT JOIN entry e ON e.file = 1 AND e.key = r.name WHERE e.a IS NULL OR e.a <> r.balance"};
constexpr Statement kNotedLeftOut{
    "INSERT OR IGNORE INTO left_out SELECT file, key, note + 1 FROM note WHERE note IN (2, 3)"};
constexpr Statement kCountLeftOut{
    "SELECT file, why, COUNT(*) FROM left_out WHERE why > 0 GROUP BY file, why"};
constexpr Statement kCountNotes{
    "SELECT file, note, COUNT(*) FROM note n WHERE note < 2 AND NOT EXISTS (SELECT 1 FROM left_out l "
    "WHERE l.file = n.file AND l.key = n.key) GROUP BY file, note"};

}  // namespace

void OldFiles::note(const Place& place, Note note) {
  scratch_.execute(kInsertNote, {static_cast<int>(place.file), place.key, static_cast<int>(note)});
}

void OldFiles::correct(const Place& place, const std::string& how) {
  report_.corrected(place, how);
  note(place, Note::corrected);
}

void OldFiles::doubt(const Place& place, const std::string& why) {
  report_.doubtful(place, why);
  note(place, Note::doubtful);
}

void OldFiles::doubt_person(const Person& person, File file, const std::string& why) {
  const Place place{file, 0, person.name};
  if (file != File::bets && file != File::game) return doubt(place, why);
  report_.doubtful(place, why);
  scratch_.execute(kNoteStakes, {person.name, static_cast<int>(file), static_cast<int>(Note::doubtful)});
}

void OldFiles::put_off(const Place& place, const std::string& why) {
  report_.doubtful(place, why);
  note(place, Note::put_off);
}

void OldFiles::refuse_entry(const Place& place, const std::string& reason) {
  report_.refused(place, reason);
  note(place, Note::refused);
}

void OldFiles::refuse_person(const Person& person, const Place& place, const std::string& reason) {
  report_.refused_player(place, reason);
  scratch_.execute(kInsertPerson, {person.name, static_cast<int>(place.file)});
}

void OldFiles::sum_up() {
  scratch_.run_script(kLeftOut);
  const bool has_people = scratch_.query(kCountPeople).front().integer(0) > 0;
  if (has_people) scratch_.run_script(kLeftOutWithPeople);
  if (report_.of(File::redis).found) scratch_.execute(kRedisLeftOut, {report_.of(File::bank).unusable});
  scratch_.execute(kNotedLeftOut);
  scratch_.for_each(kCountLeftOut, {}, [this](const Rows::Row& row) {
    Report::Counts& counts = report_.of(static_cast<File>(row.integer(0)));
    std::int64_t* const of_why[] = {&counts.refused_too, &counts.set_aside, &counts.put_off,
                                    &counts.passed_over};
    *of_why[row.integer(1) - 1] = row.integer(2);
  });
  scratch_.for_each(kCountNotes, {}, [this](const Rows::Row& row) {
    Report::Counts& counts = report_.of(static_cast<File>(row.integer(0)));
    (row.integer(1) == 0 ? counts.corrected : counts.doubtful) = row.integer(2);
  });
  if (has_people) {
    scratch_.for_each(kInPart, {}, [this](const Rows::Row& row) {
      report_.of(static_cast<File>(row.integer(0))).in_part = row.integer(1);
    });
  }
  report_.sum_up();
}

}  // namespace ludice::legacy
