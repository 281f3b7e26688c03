-- TON: where the watcher stands, memos, money that waits for somebody, withdrawals. Amounts are nanotons, hashes
-- lower-case hex, addresses raw.

-- One row: the wallet that this database belongs to, and the transaction of it that was booked last. seen: chain time
-- up to which nothing is missing. frozen: why nothing may be withdrawn; empty: it may.
CREATE TABLE ton_wallet (
  id BIGINT PRIMARY KEY,
  address TEXT NOT NULL,
  network TEXT NOT NULL,
  lt BIGINT NOT NULL,
  hash TEXT NOT NULL,
  balance BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  frozen TEXT NOT NULL
);

CREATE TABLE ton_memo (
  memo TEXT PRIMARY KEY,
  player BIGINT NOT NULL UNIQUE
);

-- Money that came and fits no rule. reason: as in domain/ton_deposit.hpp; player: whom its memo names, if anybody;
-- tries: how often it was sent on its way.
CREATE TABLE ton_suspense (
  id BIGINT PRIMARY KEY,
  lt BIGINT NOT NULL,
  hash TEXT NOT NULL,
  reason BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  source TEXT NOT NULL,
  comment TEXT NOT NULL,
  player BIGINT,
  state BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  at BIGINT NOT NULL,
  CHECK (amount > 0)
);
CREATE INDEX ton_suspense_by_state ON ton_suspense (state, id);

-- What leaves: of a player's balance, or of suspense. amount: to be sent; fee: the house's; link_until: when the last
-- link given out expires, in chain time; lt: of the transaction that paid it.
CREATE TABLE ton_withdrawal (
  id BIGINT PRIMARY KEY,
  player BIGINT,
  suspense BIGINT,
  destination TEXT NOT NULL,
  amount BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  comment TEXT NOT NULL UNIQUE,
  state BIGINT NOT NULL,
  operator TEXT NOT NULL,
  link_until BIGINT NOT NULL,
  lt BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  CHECK (amount > 0),
  CHECK (fee >= 0)
);
CREATE INDEX ton_withdrawal_by_state ON ton_withdrawal (state, id);
CREATE INDEX ton_withdrawal_of_player ON ton_withdrawal (player, id);
