// librabbitmq, and what its answers mean.
#include "amqp/connection.hpp"

#include "amqp/topology.hpp"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <array>
#include <initializer_list>
#include <poll.h>
#include <string_view>
#include <utility>

namespace ludice::amqp {
namespace {

constexpr amqp_channel_t kChannel = 1;
constexpr amqp_channel_t kCounting = 2;  ///< the last one that there is
constexpr int kHeartbeat_s = 10;
constexpr int kFrame_bytes = 131'072;
constexpr timeval kConnectLimit{3, 0};
constexpr timeval kAnswerLimit{5, 0};
constexpr std::uint8_t kPersistent = 2;  // AMQP 0-9-1, delivery-mode

amqp_bytes_t bytes(std::string_view text) {
  // The library never writes to what it sends.
  return {text.size(), const_cast<char*>(text.data())};
}

std::string text_of(amqp_bytes_t bytes) {
  return {static_cast<const char*>(bytes.bytes), bytes.len};
}

/// The arguments of a declaration, alive as long as this.
class Arguments {
 public:
  void add(std::string_view name, std::string_view value) {
    amqp_field_value_t field{};
    field.kind = AMQP_FIELD_KIND_UTF8;
    field.value.bytes = bytes(value);
    put(name, field);
  }
  void add(std::string_view name, int value) {
    amqp_field_value_t field{};
    field.kind = AMQP_FIELD_KIND_I32;
    field.value.i32 = value;
    put(name, field);
  }
  void add_true(std::string_view name) {
    amqp_field_value_t field{};
    field.kind = AMQP_FIELD_KIND_BOOLEAN;
    field.value.boolean = 1;
    put(name, field);
  }
  void add(std::string_view name, amqp_table_t value) {
    amqp_field_value_t field{};
    field.kind = AMQP_FIELD_KIND_TABLE;
    field.value.table = value;
    put(name, field);
  }
  amqp_table_t table() { return {count_, entries_.data()}; }

 private:
  void put(std::string_view name, amqp_field_value_t field) {
    entries_.at(static_cast<std::size_t>(count_++)) = {bytes(name), field};
  }

  std::array<amqp_table_entry_t, 8> entries_{};
  int count_ = 0;
};

std::string closing_words(const amqp_method_t& method) {
  if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* close = static_cast<const amqp_channel_close_t*>(method.decoded);
    return text_of(close->reply_text);
  }
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* close = static_cast<const amqp_connection_close_t*>(method.decoded);
    return text_of(close->reply_text);
  }
  return "it answered something else";
}

void require(int status, const char* what) {
  if (status != AMQP_STATUS_OK) throw Unavailable(std::string(what) + ": " + amqp_error_string2(status));
}

void require(const amqp_rpc_reply_t& reply, const char* what) {
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
  std::string why = "no answer";
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) why = amqp_error_string2(reply.library_error);
  if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION) why = closing_words(reply.reply);
  throw Unavailable(std::string(what) + ": " + why);
}

}  // namespace

struct Connection::Impl {
  amqp_connection_state_t state = amqp_new_connection();
  bool open = false;
  bool counts = false;  ///< has the channel for it
  bool may_count = true;
  Show show;

  explicit Impl(Show shown) : show(std::move(shown)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    // Short: whoever closes does not wait for a broker that is stuck.
    constexpr timeval kGoodbye{0, 500'000};
    amqp_set_rpc_timeout(state, &kGoodbye);
    if (open) amqp_connection_close(state, AMQP_REPLY_SUCCESS);
    show(-1);
    amqp_destroy_connection(state);
  }

  void answered(const char* what) const { require(amqp_get_rpc_reply(state), what); }

  void declare_exchange(const char* name, const char* kind) const {
    amqp_exchange_declare(state, kChannel, bytes(name), bytes(kind), 0, 1, 0, 0, amqp_empty_table);
    answered(name);
  }

  void declare_queue(const char* name, const char* exchange, const char* key, Arguments arguments) const {
    arguments.add("x-queue-type", "quorum");
    amqp_queue_declare(state, kChannel, bytes(name), 0, 1, 0, 0, arguments.table());
    answered(name);
    amqp_queue_bind(state, kChannel, bytes(name), bytes(exchange), bytes(key), amqp_empty_table);
    answered(name);
  }

  Returned read_returned() const {
    amqp_message_t message{};
    require(amqp_read_message(state, kChannel, &message, 0), "a returned message");
    Returned returned{text_of(message.properties.message_id)};
    amqp_destroy_message(&message);
    return returned;
  }

  Delivered read_delivered(const amqp_basic_deliver_t& deliver) const {
    Delivered delivered{deliver.delivery_tag, {}, {}, deliver.redelivered != 0};
    amqp_message_t message{};
    require(amqp_read_message(state, kChannel, &message, 0), "a delivery");
    if ((message.properties._flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0) {
      delivered.id = text_of(message.properties.message_id);
    }
    delivered.body = text_of(message.body);
    amqp_destroy_message(&message);
    return delivered;
  }

  std::optional<Heard> read(const amqp_method_t& method) const {
    switch (method.id) {
      case AMQP_BASIC_ACK_METHOD: {
        const auto* ack = static_cast<const amqp_basic_ack_t*>(method.decoded);
        return Confirmed{ack->delivery_tag, ack->multiple != 0, true};
      }
      case AMQP_BASIC_NACK_METHOD: {
        const auto* nack = static_cast<const amqp_basic_nack_t*>(method.decoded);
        return Confirmed{nack->delivery_tag, nack->multiple != 0, false};
      }
      case AMQP_BASIC_RETURN_METHOD:
        return read_returned();
      case AMQP_BASIC_DELIVER_METHOD:
        return read_delivered(*static_cast<const amqp_basic_deliver_t*>(method.decoded));
      case AMQP_BASIC_CANCEL_METHOD:
        return Cancelled{};
      case AMQP_CONNECTION_BLOCKED_METHOD:
        return Blocked{text_of(static_cast<const amqp_connection_blocked_t*>(method.decoded)->reason)};
      case AMQP_CONNECTION_UNBLOCKED_METHOD:
        return Unblocked{};
      case AMQP_CHANNEL_CLOSE_METHOD:
      case AMQP_CONNECTION_CLOSE_METHOD:
        throw Unavailable("closed by the broker: " + closing_words(method));
      default:
        return std::nullopt;
    }
  }
};

Connection::Connection(const net::AmqpUrl& place, const std::string& name, Show show)
    : impl_(std::make_unique<Impl>(std::move(show))) {
  amqp_connection_state_t state = impl_->state;
  amqp_socket_t* const socket = amqp_tcp_socket_new(state);
  if (socket == nullptr) throw Unavailable("no memory for a socket");
  require(amqp_socket_open_noblock(socket, place.host.c_str(), place.port, &kConnectLimit), "connecting");
  if (!impl_->show(amqp_socket_get_sockfd(socket))) throw Unavailable("stopping");
  amqp_set_handshake_timeout(state, &kAnswerLimit);
  amqp_set_rpc_timeout(state, &kAnswerLimit);
  Arguments abilities;
  abilities.add_true("connection.blocked");  // the library leaves this one out
  Arguments shown;
  shown.add("connection_name", name);
  shown.add("capabilities", abilities.table());
  const amqp_table_t properties = shown.table();
  require(amqp_login_with_properties(state, place.vhost.c_str(), kCounting, kFrame_bytes, kHeartbeat_s,
                                     &properties, AMQP_SASL_METHOD_PLAIN, place.user.c_str(),
                                     place.password.c_str()),
          "logging in");
  impl_->open = true;
  amqp_channel_open(state, kChannel);
  impl_->answered("opening a channel");
}

Connection::~Connection() = default;

void Connection::declare_queues() {
  impl_->declare_exchange(kExchange, "topic");
  impl_->declare_exchange(kDeadExchange, "fanout");
  impl_->declare_queue(kDeadQueue, kDeadExchange, "", {});
  Arguments arguments;
  arguments.add_true("x-single-active-consumer");
  arguments.add("x-dead-letter-exchange", kDeadExchange);
  arguments.add("x-delivery-limit", kDeliveries);
  impl_->declare_queue(kBotQueue, kExchange, "#", arguments);
}

std::optional<std::uint32_t> Connection::count_dead() {
  if (!impl_->may_count) return std::nullopt;
  amqp_connection_state_t state = impl_->state;
  if (!impl_->counts) {
    amqp_channel_open(state, kCounting);
    impl_->answered("opening a channel to count");
    impl_->counts = true;
  }
  const amqp_queue_declare_ok_t* const found =
      amqp_queue_declare(state, kCounting, bytes(kDeadQueue), 1, 0, 0, 0, amqp_empty_table);
  if (found == nullptr) {
    // The channel is closed, or the answer still to come: this connection asks no more.
    impl_->may_count = false;
    return std::nullopt;
  }
  return found->message_count;
}

void Connection::ask_for_confirmations() {
  amqp_confirm_select(impl_->state, kChannel);
  impl_->answered("asking for confirmations");
}

void Connection::consume(const std::string& queue, std::uint16_t at_once) {
  amqp_basic_qos(impl_->state, kChannel, 0, at_once, 0);
  impl_->answered("limiting deliveries");
  amqp_basic_consume(impl_->state, kChannel, bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
  impl_->answered("consuming");
}

void Connection::publish(const Message& message) {
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                      AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TYPE_FLAG;
  properties.content_type = bytes("application/json");
  properties.delivery_mode = kPersistent;
  properties.message_id = bytes(message.id);
  properties.type = bytes(message.type);
  constexpr amqp_boolean_t kMandatory = 1;
  require(amqp_basic_publish(impl_->state, kChannel, bytes(kExchange), bytes(message.type), kMandatory, 0,
                             &properties, bytes(message.body)),
          "publishing");
}

void Connection::acknowledge(std::uint64_t tag) {
  require(amqp_basic_ack(impl_->state, kChannel, tag, 0), "acknowledging");
}

void Connection::refuse(std::uint64_t tag) {
  require(amqp_basic_reject(impl_->state, kChannel, tag, 0), "refusing");
}

std::optional<Heard> Connection::hear() {
  constexpr timeval kAtOnce{0, 0};
  for (;;) {
    amqp_maybe_release_buffers(impl_->state);
    amqp_frame_t frame{};
    const int status = amqp_simple_wait_frame_noblock(impl_->state, &frame, &kAtOnce);
    if (status == AMQP_STATUS_TIMEOUT) return std::nullopt;
    require(status, "listening");
    if (frame.frame_type != AMQP_FRAME_METHOD || frame.channel == kCounting) continue;
    if (auto heard = impl_->read(frame.payload.method)) return heard;
  }
}

void Connection::wait(int wake, Millis limit) {
  if (amqp_frames_enqueued(impl_->state) != 0 || amqp_data_in_buffer(impl_->state) != 0) return;
  std::array<pollfd, 2> watched{{{amqp_get_sockfd(impl_->state), POLLIN, 0}, {wake, POLLIN, 0}}};
  poll(watched.data(), watched.size(), static_cast<int>(limit.count()));
}

}  // namespace ludice::amqp
