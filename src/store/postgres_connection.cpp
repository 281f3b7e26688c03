// The only place that calls libpq.
#include "store/postgres_connection.hpp"

#include "base/assert.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <poll.h>

namespace ludice::store {
namespace {

using Kind = PostgresError::Kind;
using ResultPtr = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Types of columns, by their numbers in PostgreSQL's catalogue.
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kNumeric = 1700;

/// What is in nobody's interest to wait for longer. A lock is waited for less long than a statement runs.
constexpr const char* kSession =
    "SET statement_timeout = '10s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = "
    "'30s'; "
    "SET default_transaction_isolation = 'read committed'; SET client_min_messages = 'warning'";
/// So many statements are sent ahead at most: the answers to them wait in the server's buffers.
constexpr std::size_t kMostAhead = 256;

constexpr std::pair<const char*, const char*> kExecutes{nullptr, nullptr};
constexpr const char* kPlain = "";
/// Around a statement that must change a row. Where it does not, the server itself fails (a division by zero)
/// and so leaves out all that was sent behind it, the commit, too.
constexpr const char* kMustChange = "RETURNING 1";

std::string whole_text(const char* sql, const char* around) {
  if (around != kMustChange) return std::string(sql).append(" ").append(around);
  std::string text = "WITH changed AS (";
  return text.append(sql).append(" RETURNING 1) SELECT 1 / COUNT(*) FROM changed");
}

bool starts(std::string_view state, std::initializer_list<std::string_view> prefixes) {
  for (const std::string_view prefix : prefixes) {
    if (state.starts_with(prefix)) return true;
  }
  return false;
}

/// By SQLSTATE (PostgreSQL's manual, appendix A).
Kind kind_of(std::string_view state) {
  if (starts(state, {"40001", "40P01", "23505", "22012"})) return Kind::conflict;
  if (starts(state, {"55P03", "57014"})) return Kind::busy;
  if (starts(state, {"08", "57P", "53300", "25P03"})) return Kind::lost;
  if (starts(state, {"53100"})) return Kind::full;
  if (starts(state, {"42P07", "42701", "42710"})) return Kind::exists;
  return Kind::other;
}

/// The parameters of one call as libpq wants them: numbers as text, text and bytes as they are.
class Bound {
 public:
  explicit Bound(std::initializer_list<Param> params) {
    LUDICE_ASSERT(params.size() <= kMost);
    for (const Param& param : params) add(param.value());
  }
  int count() const { return count_; }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  static constexpr std::size_t kMost = 32;
  static constexpr std::size_t kDigits = 24;

  void add(const Param::Variant& value) {
    const auto at = static_cast<std::size_t>(count_++);
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      char* text = numbers_[at].data();
      *std::to_chars(text, text + kDigits - 1, *number).ptr = '\0';
      values_[at] = text;
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      set_bytes(at, *text);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      set_bytes(at, blob->bytes);
    }
  }
  void set_bytes(std::size_t at, std::string_view bytes) {
    values_[at] = bytes.data() == nullptr ? "" : bytes.data();
    lengths_[at] = static_cast<int>(bytes.size());
    formats_[at] = 1;  // binary: by length, not by a final NUL
  }

  int count_ = 0;
  std::array<const char*, kMost> values_{};
  std::array<int, kMost> lengths_{};
  std::array<int, kMost> formats_{};
  std::array<std::array<char, kDigits>, kMost> numbers_;
};

Value parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw PostgresError(Kind::other, "a number that is none of ours: " + std::string(text));
  }
  return number;
}

Value parse_bytes(const char* text) {
  std::size_t size = 0;
  const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &size), &PQfreemem);
  if (bytes == nullptr) throw std::bad_alloc();
  return std::string(reinterpret_cast<const char*>(bytes.get()), size);
}

Value cell(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::monostate{};
  const char* text = PQgetvalue(result, row, column);
  const std::string_view whole(text, static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kInt8:
    case kInt4:
    case kInt2:
    case kNumeric:
      return parse_integer(whole);
    case kBytea:
      return parse_bytes(text);
    default:
      return std::string(whole);
  }
}

Rows read_rows(const PGresult* result) {
  const int columns = PQnfields(result);
  const int rows = PQntuples(result);
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) values.push_back(cell(result, row, column));
  }
  return {static_cast<std::size_t>(columns), std::move(values)};
}

std::int64_t changed_rows(const PGresult* result) {
  const std::string_view text = PQcmdTuples(const_cast<PGresult*>(result));
  return text.empty() ? 0 : std::get<std::int64_t>(parse_integer(text));
}

PGconn* connect(const std::string& url) {
  // What stands behind dbname overrides what the url says.
  const std::array<const char*, 7> names{"connect_timeout",
                                         "keepalives_idle",
                                         "tcp_user_timeout",
                                         "dbname",
                                         "application_name",
                                         "client_encoding",
                                         nullptr};
  const std::array<const char*, 7> values{"5", "10", "15000", url.c_str(), "ludice", "UTF8", nullptr};
  PGconn* handle = PQconnectdbParams(names.data(), values.data(), 1);
  if (handle == nullptr) throw std::bad_alloc();
  return handle;
}

std::string said_by(const PGconn* handle) {
  std::string text = PQerrorMessage(handle);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

struct PostgresConnection::Outcome {
  Rows rows{0, {}};
  std::int64_t changed = 0;
  std::optional<PostgresError> failure;  ///< the first
};

PostgresConnection::PostgresConnection(const std::string& url) : handle_(connect(url)) {
  try {
    if (PQstatus(handle_) != CONNECTION_OK) fail_lost();
    run_script(kSession);
    const char* encoding = PQparameterStatus(handle_, "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
      throw PostgresError(Kind::other, "the database must have the encoding UTF8");
    }
  } catch (...) {
    PQfinish(handle_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() {
  PQfinish(handle_);
}

Rows PostgresConnection::query(const Statement& statement, std::initializer_list<Param> params,
                               Locking locking) {
  send({statement.sql, locking == Locking::as_stated ? statement.lock : kPlain}, params);
  Outcome outcome = receive();
  if (outcome.failure) throw *outcome.failure;
  return std::move(outcome.rows);
}

std::int64_t PostgresConnection::execute(const Statement& statement, std::initializer_list<Param> params) {
  send({statement.sql, kPlain}, params);
  const Outcome outcome = receive();
  if (outcome.failure) throw *outcome.failure;
  return outcome.changed;
}

void PostgresConnection::queue(const Statement& statement, std::initializer_list<Param> params) {
  send({statement.sql, kPlain}, params);
  if (sent_.size() >= kMostAhead) finish();
}

void PostgresConnection::queue_change(const Statement& statement, std::initializer_list<Param> params) {
  // An INSERT that adds nothing fails by itself.
  const bool inserts = std::string_view(statement.sql).starts_with("INSERT");
  send({statement.sql, inserts ? kPlain : kMustChange}, params);
  if (sent_.size() >= kMostAhead) finish();
}

void PostgresConnection::finish() {
  if (sent_.empty()) return;
  const Outcome outcome = receive();
  if (outcome.failure) throw *outcome.failure;
}

void PostgresConnection::run_script(const std::string& sql, Millis longest_silence) {
  LUDICE_ASSERT(sent_.empty());
  if (PQpipelineStatus(handle_) != PQ_PIPELINE_OFF && PQexitPipelineMode(handle_) == 0) fail_lost();
  if (PQsendQuery(handle_, sql.c_str()) == 0) fail_lost();
  // The last result tells: nothing is run behind a failure.
  ResultPtr result(nullptr, &PQclear);
  for (bool more = true; more;) {
    wait_for_answer(longest_silence);
    ResultPtr next(PQgetResult(handle_), &PQclear);
    more = next != nullptr;
    if (more) result = std::move(next);
  }
  if (PQstatus(handle_) != CONNECTION_OK) fail_lost();
  Outcome outcome;
  const ExecStatusType status = PQresultStatus(result.get());
  // A file may be all comments here.
  const bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
  if (!done) note_failure(outcome, result.get());
  if (PQenterPipelineMode(handle_) == 0) fail_lost();
  if (outcome.failure) throw *outcome.failure;
}

void PostgresConnection::roll_back() {
  static constexpr Statement kRollback{"ROLLBACK"};
  if (is_lost()) return;
  if (!sent_.empty()) receive();
  if (!is_lost() && PQtransactionStatus(handle_) != PQTRANS_IDLE) execute(kRollback);
}

bool PostgresConnection::is_lost() const {
  return given_up_ || PQstatus(handle_) != CONNECTION_OK;
}

const std::string& PostgresConnection::prepared(const Key& key) {
  std::string& name = prepared_[key];
  if (!name.empty()) return name;
  name = std::to_string(++names_);
  const std::string sql = whole_text(key.first, key.second);
  if (PQsendPrepare(handle_, name.c_str(), sql.c_str(), 0, nullptr) == 0) fail_lost();
  sent_.push_back(key);
  return name;
}

void PostgresConnection::send(const Key& key, std::initializer_list<Param> params) {
  const std::string& name = prepared(key);
  const Bound bound(params);
  if (PQsendQueryPrepared(handle_, name.c_str(), bound.count(), bound.values(), bound.lengths(),
                          bound.formats(), 0) == 0) {
    fail_lost();
  }
  sent_.push_back(kExecutes);
}

PostgresConnection::Outcome PostgresConnection::receive() {
  if (PQpipelineSync(handle_) == 0) fail_lost();
  Outcome outcome;
  std::size_t next = 0;
  for (int silent = 0;;) {
    wait_for_answer(kLongestSilence);
    const ResultPtr result(PQgetResult(handle_), &PQclear);
    if (result == nullptr) {  // between two statements; for ever where the connection is gone
      if (++silent > 1) fail_lost();
      continue;
    }
    silent = 0;
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
    if (PQstatus(handle_) != CONNECTION_OK || next >= sent_.size()) fail_lost();
    take(outcome, sent_[next++], result.get());
  }
  sent_.clear();
  return outcome;
}

void PostgresConnection::take(Outcome& outcome, const Key& prepares, const pg_result* result) {
  const auto status = PQresultStatus(result);
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!good) {
    if (prepares != kExecutes) prepared_.erase(prepares);
    // What follows a failure is left out by the server and says so.
    if (!outcome.failure) note_failure(outcome, result);
  } else if (prepares == kExecutes) {
    outcome.rows = read_rows(result);
    outcome.changed = changed_rows(result);
  }
}

void PostgresConnection::note_failure(Outcome& outcome, const pg_result* result) const {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (state == nullptr) {
    outcome.failure.emplace(is_lost() ? Kind::lost : Kind::other, said_by(handle_));
    return;
  }
  outcome.failure.emplace(kind_of(state),
                          std::string(message == nullptr ? "" : message) + " (SQLSTATE " + state + ")");
}

void PostgresConnection::wait_for_answer(Millis limit) {
  while (!is_lost() && PQisBusy(handle_) != 0) {
    pollfd answer{PQsocket(handle_), POLLIN, 0};
    if (poll(&answer, 1, static_cast<int>(limit.count())) == 0) {
      given_up_ = true;
      throw PostgresError(Kind::lost,
                          "PostgreSQL has not answered for " + std::to_string(limit.count()) + " ms");
    }
    if (PQconsumeInput(handle_) == 0) return;  // the result says so
  }
}

void PostgresConnection::fail_lost() const {
  const std::string said = said_by(handle_);
  throw PostgresError(Kind::lost, said.empty() ? "the connection to PostgreSQL is gone" : said);
}

}  // namespace ludice::store
