-- Payments in Telegram Stars: what players ordered, what Telegram took, what goes back, and what Telegram's own
-- list of transactions says.

-- What players said they will pay. state: as in domain/charge.hpp; an open one is over at `expires` by itself.
CREATE TABLE stars_order (
  id BIGINT PRIMARY KEY,
  player BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  state BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  CHECK (amount > 0)
);
CREATE INDEX stars_order_of_player ON stars_order (player, amount, id);

-- What Telegram took. charge: its telegram_payment_charge_id. payer: Telegram's id of who paid, to whom alone it
-- can go back. player: NULL where it went to suspense. paid_at: by Telegram's clock, at: by ours. listed: 1 once
-- Telegram's list has shown it.
CREATE TABLE stars_charge (
  id BIGINT PRIMARY KEY,
  charge TEXT NOT NULL UNIQUE,
  payer BIGINT NOT NULL,
  player BIGINT,
  stars_order BIGINT,
  amount BIGINT NOT NULL,
  state BIGINT NOT NULL,
  paid_at BIGINT NOT NULL,
  at BIGINT NOT NULL,
  listed BIGINT NOT NULL,
  CHECK (amount > 0)
);
CREATE INDEX stars_charge_of_player ON stars_charge (player, id);
CREATE INDEX stars_charge_by_listing ON stars_charge (listed, id);

-- Charges that have to go back, until it is known how that ended. due: when Telegram is asked (again).
CREATE TABLE stars_refund (
  charge BIGINT PRIMARY KEY,
  due BIGINT NOT NULL,
  tries BIGINT NOT NULL
);
CREATE INDEX stars_refund_by_due ON stars_refund (due);

-- One row, made at the first start: what the bot held then. What Telegram lists from before `at` is never credited.
-- seen: how many of Telegram's transactions have been looked at. full_at: when all of them were.
CREATE TABLE stars_baseline (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  full_at BIGINT NOT NULL
);

-- Transactions of Telegram's list that no booking stands for: from before the baseline, or no payment of ours.
CREATE TABLE stars_notice (
  id BIGINT PRIMARY KEY,
  listed_id TEXT NOT NULL,
  incoming BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  why BIGINT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (listed_id, incoming)
);
