// hiredis, with its results as values.
#include "redis/connection.hpp"

#include <cerrno>
#include <hiredis/hiredis.h>
#include <sys/time.h>

namespace ludice::redis {
namespace {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

timeval duration_of(Millis patience) {
  const auto ms = patience.count();
  return {static_cast<time_t>(ms / 1000), static_cast<suseconds_t>(ms % 1000 * 1000)};
}

Reply value_of(const redisReply& reply) {
  Reply value;
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      value.kind = Reply::Kind::integer;
      value.integer = reply.integer;
      break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      value.kind = Reply::Kind::text;
      value.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_ERROR:
      value.kind = Reply::Kind::error;
      value.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_ARRAY:
      value.kind = Reply::Kind::list;
      for (std::size_t i = 0; i < reply.elements; ++i) value.items.push_back(value_of(*reply.element[i]));
      break;
    default:
      break;
  }
  return value;
}

}  // namespace

struct Connection::Context : redisContext {};

void Connection::Free::operator()(Context* context) const {
  redisFree(context);
}

Connection::Connection(const Address& address, Millis patience)
    : context_(static_cast<Context*>(
          redisConnectWithTimeout(address.host.c_str(), address.port, duration_of(patience)))) {
  if (context_ == nullptr) throw Unavailable("no memory for a connection");
  if (context_->err != 0) throw Unavailable(context_->errstr);
  if (redisSetTimeout(context_.get(), duration_of(patience)) != REDIS_OK) throw Unavailable("no time limit");
  if (!address.user.empty()) {
    require({"AUTH", address.user, address.password});
  } else if (!address.password.empty()) {
    require({"AUTH", address.password});
  }
  if (address.database != 0) require({"SELECT", std::to_string(address.database)});
}

Reply Connection::call(const Words& words) {
  append(words);
  return receive();
}

void Connection::append(const Words& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  const int done =
      redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(), lengths.data());
  if (done != REDIS_OK) throw Unavailable(context_->errstr);
}

Reply Connection::receive() {
  void* raw = nullptr;
  if (redisGetReply(context_.get(), &raw) != REDIS_OK) {
    const bool was_slow = context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK);
    throw Unavailable(was_slow ? "no answer in time" : context_->errstr);
  }
  const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
  if (reply == nullptr) throw Unavailable("no memory for an answer");
  return value_of(*reply);
}

void Connection::require(const Words& words) {
  const Reply reply = call(words);
  if (reply.kind == Reply::Kind::error) throw Unavailable(reply.text);
}

}  // namespace ludice::redis
