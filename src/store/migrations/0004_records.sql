-- What players look back on: the way through their transfers, standings, how long games waited.

-- Each transfer names the one before it of either account, the account the last: a history is walked by
-- primary keys, without an index that every transfer would have to enter. None of it is in the sealed text.
ALTER TABLE account ADD COLUMN last_transfer BIGINT;
ALTER TABLE transfer ADD COLUMN debit_prev BIGINT;
ALTER TABLE transfer ADD COLUMN credit_prev BIGINT;

CREATE TABLE posting_before (
  account BIGINT NOT NULL,
  version BIGINT NOT NULL,
  transfer BIGINT NOT NULL,
  prev BIGINT,
  PRIMARY KEY (account, version)
);
INSERT INTO posting_before (account, version, transfer, prev)
  SELECT account, version, id, LAG(id) OVER (PARTITION BY account ORDER BY version)
  FROM (SELECT id, debit AS account, debit_version AS version FROM transfer
        UNION ALL SELECT id, credit, credit_version FROM transfer) AS posting;
UPDATE transfer SET
  debit_prev = (SELECT p.prev FROM posting_before p
                WHERE p.account = transfer.debit AND p.version = transfer.debit_version),
  credit_prev = (SELECT p.prev FROM posting_before p
                 WHERE p.account = transfer.credit AND p.version = transfer.credit_version);
UPDATE account SET last_transfer = (SELECT p.transfer FROM posting_before p
                                    WHERE p.account = account.id AND p.version = account.version);
DROP TABLE posting_before;

-- One row for each player, asset and kind of game, and one with kind -1 for all kinds together. day: of the
-- latest game, in UTC days since the epoch; day_… and week_… are of that day and its ISO week, so what is over
-- needs no removing. On the first game of a day the row moves to the end under a fresh id: rows that change
-- lie together, and those of a day or a week are a range of standing_by_day.
CREATE TABLE standing (
  id BIGINT PRIMARY KEY,
  player BIGINT NOT NULL,
  asset BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  day BIGINT NOT NULL,
  day_won BIGINT NOT NULL,
  day_games BIGINT NOT NULL,
  day_reached BIGINT NOT NULL,
  week_won BIGINT NOT NULL,
  week_games BIGINT NOT NULL,
  week_reached BIGINT NOT NULL,
  won BIGINT NOT NULL,
  games BIGINT NOT NULL,
  reached BIGINT NOT NULL
);

INSERT INTO standing (id, player, asset, kind, day, day_won, day_games, day_reached,
                      week_won, week_games, week_reached, won, games, reached)
  WITH seat AS (
    SELECT opener AS player, asset, kind, ended, ended / 86400000 AS day,
           CASE WHEN state = 2 AND winner = 0 THEN 1 ELSE 0 END AS won
    FROM game WHERE state IN (2, 3)
    UNION ALL
    SELECT joiner, asset, kind, ended, ended / 86400000, CASE WHEN state = 2 AND winner = 1 THEN 1 ELSE 0 END
    FROM game WHERE state IN (2, 3)
  ), ranked AS (
    SELECT player, asset, kind, ended, day, won FROM seat
    UNION ALL SELECT player, asset, -1, ended, day, won FROM seat
  ), latest AS (
    SELECT player, asset, kind, MAX(day) AS day FROM ranked GROUP BY player, asset, kind
  )
  SELECT ROW_NUMBER() OVER (ORDER BY l.day, l.player, l.asset, l.kind) * 4, l.player, l.asset, l.kind, l.day,
    SUM(CASE WHEN r.day = l.day THEN r.won ELSE 0 END),
    SUM(CASE WHEN r.day = l.day THEN 1 ELSE 0 END),
    MAX(CASE WHEN r.day = l.day AND r.won = 1 THEN r.ended ELSE 0 END),
    SUM(CASE WHEN r.day >= l.day - (l.day + 3) % 7 THEN r.won ELSE 0 END),
    SUM(CASE WHEN r.day >= l.day - (l.day + 3) % 7 THEN 1 ELSE 0 END),
    MAX(CASE WHEN r.day >= l.day - (l.day + 3) % 7 AND r.won = 1 THEN r.ended ELSE 0 END),
    SUM(r.won), COUNT(*), MAX(CASE WHEN r.won = 1 THEN r.ended ELSE 0 END)
  FROM latest l JOIN ranked r ON r.player = l.player AND r.asset = l.asset AND r.kind = l.kind
  GROUP BY l.player, l.asset, l.kind, l.day;

CREATE UNIQUE INDEX standing_of_player ON standing (player, asset, kind);
CREATE INDEX standing_by_day ON standing (asset, kind, day);
CREATE INDEX standing_by_wins ON standing (asset, kind, won);

-- How long the latest public games waited for their opponent, in ms; about 50 of each terms are kept.
CREATE TABLE lobby_wait (
  id BIGINT PRIMARY KEY,
  kind BIGINT NOT NULL,
  asset BIGINT NOT NULL,
  bet BIGINT NOT NULL,
  rake_bps BIGINT NOT NULL,
  waited BIGINT NOT NULL
);
INSERT INTO lobby_wait (id, kind, asset, bet, rake_bps, waited)
  SELECT id, kind, asset, bet, rake_bps, started - opened
  FROM (SELECT id, kind, asset, bet, rake_bps, started, opened,
               ROW_NUMBER() OVER (PARTITION BY kind, asset, bet, rake_bps ORDER BY started DESC, id DESC) AS age
        FROM game WHERE started > 0) AS matched
  WHERE age <= 50;
CREATE INDEX lobby_wait_of_terms ON lobby_wait (kind, asset, bet, rake_bps, id);
