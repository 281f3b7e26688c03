// The names by which relay, bot and operators find each other on the broker. All durable, queues of the kind
// quorum.
#pragma once

namespace ludice::amqp {

/// A topic exchange: the routing key of an event is its type, so that others may bind queues of their own.
inline constexpr const char* kExchange = "ludice.events";
/// The bot's: all events. One bot at a time is served (x-single-active-consumer), so that they stay in order.
inline constexpr const char* kBotQueue = "ludice.bot";
/// Where the bot's queue sends what the bot could not read, and what came kDeliveries times without an
/// answer.
inline constexpr const char* kDeadExchange = "ludice.dead";
inline constexpr const char* kDeadQueue = "ludice.bot.dead";
inline constexpr int kDeliveries = 20;

}  // namespace ludice::amqp
