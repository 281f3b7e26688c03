-- What came from the files of the first Ludicé, by file, key and value: so it comes once, and can go back as it was.

-- One row for each import that brought something. asset: what its balances became. funded: of it, what was put to the
-- account `owner` from the world outside, because stars come from nowhere else.
CREATE TABLE legacy_import (
  id BIGINT PRIMARY KEY,
  asset BIGINT NOT NULL,
  balances BIGINT NOT NULL,
  stakes BIGINT NOT NULL,
  funded BIGINT NOT NULL,
  at BIGINT NOT NULL
);

-- A name of users.json, bank.json, stats.json or times_sec.json; NULL is what no file had. origin: whose account took
-- the balance; player: whose games the statistics are among, another one once `ludice adopt` has joined the two.
-- counted_at: when they came.
CREATE TABLE legacy_user (
  name TEXT PRIMARY KEY,
  player BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  telegram_id BIGINT,
  password TEXT,
  balance BIGINT,
  wins BIGINT,
  games BIGINT,
  seen TEXT,
  counted_at BIGINT NOT NULL
);
CREATE INDEX legacy_user_of_player ON legacy_user (player);

-- Stakes of running games (waiting 0) and of the lobby (1), given back.
CREATE TABLE legacy_stake (
  game TEXT NOT NULL,
  name TEXT NOT NULL,
  player BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  waiting BIGINT NOT NULL,
  PRIMARY KEY (game, name)
);

CREATE TABLE legacy_game (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
);

-- Payments that the first Ludicé has credited: their money is in the balances.
CREATE TABLE legacy_payment (
  charge TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  amount BIGINT NOT NULL,
  at TEXT NOT NULL
);
