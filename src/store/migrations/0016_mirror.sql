-- What the mirror of balances in Redis follows. named: an id given whenever the player's identity is written; so the
-- names that moved can be found, and of two that tell of a name the later one is known.
ALTER TABLE player ADD COLUMN named BIGINT NOT NULL DEFAULT 0;
CREATE INDEX player_by_named ON player (named);
INSERT INTO lease (name, holder, fence, until) VALUES ('mirror', '', 0, 0);
