-- Players, ledger, games, once-only records, events. Ids grow with time; hot tables are appended to.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
INSERT INTO meta (name, value) VALUES ('schema', '0');
INSERT INTO meta (name, value) VALUES ('reserved_ids', '0');

-- telegram_id is NULL for an account that nobody registered yet; username is NULL where the name moved on.
CREATE TABLE player (
  id BIGINT PRIMARY KEY,
  telegram_id BIGINT UNIQUE,
  username TEXT UNIQUE,
  language TEXT NOT NULL,
  terms BIGINT NOT NULL,
  frozen BIGINT NOT NULL,
  game BIGINT,
  games BIGINT NOT NULL,
  won BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  void BIGINT NOT NULL,
  streak BIGINT NOT NULL,
  daily_at BIGINT NOT NULL,
  created BIGINT NOT NULL
);

-- kind, asset: as in domain/ledger.hpp. owner: the player or the game. net: what games brought a player.
CREATE TABLE account (
  id BIGINT PRIMARY KEY,
  kind BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  asset BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  floor BIGINT NOT NULL,
  version BIGINT NOT NULL,
  net BIGINT NOT NULL,
  CHECK (balance >= floor),
  CHECK (version >= 0)
);

-- Append-only; id is the place in the hash chain.
CREATE TABLE transfer (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  code BIGINT NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  game BIGINT,
  external TEXT,
  debit_after BIGINT NOT NULL,
  credit_after BIGINT NOT NULL,
  debit_version BIGINT NOT NULL,
  credit_version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  CHECK (amount > 0),
  CHECK (debit <> credit)
);

-- What happened in games, append-only; id is the place in the hash chain, body the canonical line.
CREATE TABLE fact (
  id BIGINT PRIMARY KEY,
  game BIGINT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX fact_of_game ON fact (game);

-- One row a commit that wrote transfers or facts: the chain's hash behind the row `through`.
CREATE TABLE seal (
  id BIGINT PRIMARY KEY,
  through BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  at BIGINT NOT NULL
);

-- The state that the facts of a game lead to. due: its row in `deadline`.
CREATE TABLE game (
  id BIGINT PRIMARY KEY,
  kind BIGINT NOT NULL,
  asset BIGINT NOT NULL,
  bet BIGINT NOT NULL,
  rake_bps BIGINT NOT NULL,
  terms BIGINT NOT NULL,
  state BIGINT NOT NULL,
  round BIGINT NOT NULL,
  opener BIGINT NOT NULL,
  joiner BIGINT,
  opener_faces TEXT NOT NULL,
  joiner_faces TEXT NOT NULL,
  opener_deadline BIGINT,
  joiner_deadline BIGINT,
  winner BIGINT,
  void_reason BIGINT,
  attempts BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  started BIGINT NOT NULL,
  last_throw BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  due BIGINT
);

CREATE TABLE attempt (
  id BIGINT PRIMARY KEY,
  game BIGINT NOT NULL,
  seat BIGINT NOT NULL,
  round BIGINT NOT NULL,
  throw BIGINT NOT NULL,
  state BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX attempt_of_game ON attempt (game);

-- A message of Telegram that stood for a throw: counts once ever.
CREATE TABLE proof (
  chat BIGINT NOT NULL,
  message BIGINT NOT NULL,
  fact BIGINT NOT NULL,
  PRIMARY KEY (chat, message)
);

-- Public games that wait, oldest first within what must be equal.
CREATE TABLE lobby (
  kind BIGINT NOT NULL,
  asset BIGINT NOT NULL,
  bet BIGINT NOT NULL,
  rake_bps BIGINT NOT NULL,
  since BIGINT NOT NULL,
  game BIGINT NOT NULL,
  player BIGINT NOT NULL,
  PRIMARY KEY (kind, asset, bet, rake_bps, since, game)
);

-- When an open game is looked at next.
CREATE TABLE deadline (
  at BIGINT NOT NULL,
  game BIGINT NOT NULL,
  PRIMARY KEY (at, game)
);

-- First answers: of signed objects by arrival, and of requests that have a name.
CREATE TABLE once_object (
  id BIGINT PRIMARY KEY,
  fingerprint BYTEA NOT NULL,
  path TEXT NOT NULL,
  status BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE once_named (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  content BYTEA NOT NULL,
  status BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  for_ever BIGINT NOT NULL
);
CREATE INDEX once_named_by_life ON once_named (for_ever, id);

CREATE TABLE consumer (
  name TEXT PRIMARY KEY,
  seen BIGINT NOT NULL
);
CREATE TABLE event (
  id BIGINT PRIMARY KEY,
  consumer TEXT NOT NULL,
  type TEXT NOT NULL,
  game BIGINT,
  players TEXT NOT NULL,
  data TEXT NOT NULL,
  at BIGINT NOT NULL,
  lent_until BIGINT NOT NULL
);
CREATE INDEX event_of_consumer ON event (consumer, id);
