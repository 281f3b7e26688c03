-- Invites: private games that wait for whoever has the code. A row goes with the waiting; a player has one at most.
-- game.invite stays: nothing was staked, and nothing came back, before somebody joined.
ALTER TABLE game ADD COLUMN invite BIGINT NOT NULL DEFAULT 0;
CREATE TABLE invite (
  code TEXT PRIMARY KEY,
  game BIGINT NOT NULL,
  player BIGINT NOT NULL UNIQUE
);
