-- Since when, by whom and why something is stopped.

-- Of the wallet: since when nothing may be withdrawn; 0: it may. Of what was stopped before this table knew, the time up
-- to which the chain is known stands in.
ALTER TABLE ton_wallet ADD COLUMN frozen_at BIGINT NOT NULL DEFAULT 0;
UPDATE ton_wallet SET frozen_at = seen WHERE frozen <> '';

-- Of players that are stopped (`player.frozen`). Those who were before this have no row.
CREATE TABLE player_freeze (
  player BIGINT PRIMARY KEY,
  operator TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL
);
