// Reads a PostgreSQL database in one repeatable-read snapshot, through cursors of the server.
#include "audit/source.hpp"
#include "base/hex.hpp"

#include <charconv>
#include <libpq-fe.h>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// The whole of each result is wanted, however long it takes. What a server does not know stays as it is.
constexpr const char* kSettings[] = {
    "SET client_encoding = 'UTF8'", "SET cursor_tuple_fraction = 1",
    "SET work_mem = '64MB'",        "SET jit = off",
    "SET statement_timeout = 0",    "SET idle_in_transaction_session_timeout = 0"};
constexpr const char* kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr int kRowsAtOnce = 2'000;
constexpr std::string_view kHexMark = "\\x";

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

/// What PostgreSQL said, in one line.
std::string message_of(PGconn* connection) {
  std::string text = PQerrorMessage(connection);
  text = text.substr(0, text.find('\n'));
  return text.empty() ? "no answer" : text;
}

Result run(PGconn* connection, const std::string& command) {
  Result result(PQexec(connection, command.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw Unreadable(message_of(connection));
  return result;
}

class PostgresCursor final : public Cursor {
 public:
  PostgresCursor(PGconn* connection, int number, const char* sql)
      : connection_(connection), name_("audit_" + std::to_string(number)) {
    run(connection, fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name_, sql));
  }
  ~PostgresCursor() override { Result(PQexec(connection_, ("CLOSE " + name_).c_str())); }
  PostgresCursor(const PostgresCursor&) = delete;
  PostgresCursor& operator=(const PostgresCursor&) = delete;

  bool next() override {
    if (++row_ < rows_) return true;
    page_ = run(connection_, fmt::format("FETCH {} FROM {}", kRowsAtOnce, name_));
    rows_ = PQntuples(page_.get());
    row_ = 0;
    return rows_ > 0;
  }
  bool is_null(int column) const override { return PQgetisnull(page_.get(), row_, column) != 0; }
  std::int64_t integer(int column) const override {
    if (is_null(column)) return 0;
    const std::string_view digits = text(column);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) {
      throw Malformed(std::string("no whole number stands in ") + PQfname(page_.get(), column) + ": " +
                      std::string(digits));
    }
    return value;
  }
  std::string_view text(int column) const override {
    return {PQgetvalue(page_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(page_.get(), row_, column))};
  }
  std::string bytes(int column) const override {
    std::string_view hex = text(column);
    if (hex.starts_with(kHexMark)) hex.remove_prefix(kHexMark.size());
    return from_hex(hex).value_or(std::string());
  }

 private:
  PGconn* connection_;
  std::string name_;
  Result page_;
  int rows_ = 0;
  int row_ = 0;
};

class PostgresSource final : public Source {
 public:
  explicit PostgresSource(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw Unreadable(message_of(connection_.get()));
    PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
    for (const char* setting : kSettings) Result(PQexec(connection_.get(), setting));
    run(connection_.get(), kBegin);
  }

  Engine engine() const override { return Engine::postgres; }
  std::unique_ptr<Cursor> read(const char* sql) override {
    return std::make_unique<PostgresCursor>(connection_.get(), ++cursors_, sql);
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  std::unique_ptr<PGconn, Finish> connection_;
  int cursors_ = 0;
};

}  // namespace

std::unique_ptr<Source> open_postgres(const std::string& url) {
  return std::make_unique<PostgresSource>(url);
}

}  // namespace ludice::audit
