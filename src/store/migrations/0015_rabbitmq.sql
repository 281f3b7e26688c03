-- Of several processes one relays events to RabbitMQ.
INSERT INTO lease (name, holder, fence, until) VALUES ('relay', '', 0, 0);

-- Events that came to the bot from RabbitMQ: seen once, and for each person whom one concerns a row until the effect is
-- stored.
CREATE TABLE event_seen (
  event_id TEXT PRIMARY KEY,
  seen_at BIGINT NOT NULL
);
CREATE TABLE event_inbox (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
