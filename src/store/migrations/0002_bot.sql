-- The bot's own tables: what came in, how things stand with each person, what has to go out.

-- update_ids that were taken in, so that one given again is not run again.
CREATE TABLE inbox_seen (
  update_id BIGINT PRIMARY KEY,
  seen_at BIGINT NOT NULL
);

-- Updates not yet handled, in the order of their arrival; a row goes with the effects of its handling.
CREATE TABLE inbox (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  body TEXT NOT NULL
);

-- card: the live card, 0 none. game: the game the person is in, '' none. accepted: the terms' number, 0 none.
CREATE TABLE session (
  user_id BIGINT PRIMARY KEY,
  chat_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  state TEXT NOT NULL,
  state_until BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  reminded BIGINT NOT NULL,
  explained BIGINT NOT NULL,
  card BIGINT NOT NULL,
  game TEXT NOT NULL
);

-- Messages with buttons that are edited in place. message_id: 0 until Telegram has given it.
-- shown: what the card says, so that the same is not said twice. warn_at: 0 none.
CREATE TABLE card (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  chat_id BIGINT NOT NULL,
  game TEXT NOT NULL,
  message_id BIGINT NOT NULL,
  shown TEXT NOT NULL,
  warn_at BIGINT NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX card_by_game ON card (game);

-- Throws that the bot makes. name: of a player without a Telegram id (user_id 0), otherwise ''. place: 0 the player's chat, 1 the opponent's, 2 the common one.
-- tries: announcements made, part of their request_id.
CREATE TABLE throw_job (
  id BIGINT PRIMARY KEY,
  game TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  round BIGINT NOT NULL,
  throw_no BIGINT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  place BIGINT NOT NULL,
  attempt TEXT NOT NULL,
  reason TEXT NOT NULL,
  not_before BIGINT NOT NULL,
  chat_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  value BIGINT NOT NULL,
  thrown_at BIGINT NOT NULL,
  forwarded BIGINT NOT NULL,
  created BIGINT NOT NULL,
  UNIQUE (game, user_id, name, round, throw_no)
);

-- What has to be told, per chat in order of priority and id. kind: text, card, strip, forward.
CREATE TABLE outbound (
  id BIGINT PRIMARY KEY,
  chat_id BIGINT NOT NULL,
  priority BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  kind TEXT NOT NULL,
  card BIGINT NOT NULL,
  text TEXT NOT NULL,
  keyboard TEXT NOT NULL,
  from_chat_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  attempts BIGINT NOT NULL
);
CREATE INDEX outbound_by_chat ON outbound (chat_id);
