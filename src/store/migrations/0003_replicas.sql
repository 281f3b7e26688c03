-- What several processes over one database need. On SQLite, where one process writes, these stay empty.
-- A line that begins with "--postgresql " is run there and is a comment to SQLite.

-- Above every id that was given to what belongs to the game, whichever process gave it.
ALTER TABLE game ADD COLUMN last_id BIGINT NOT NULL DEFAULT 0;

-- Records of transfers and facts whose place in the hash chain is not yet given; id: of their row.
CREATE TABLE unsealed (
  id BIGINT PRIMARY KEY,
  record TEXT NOT NULL
);
-- Where the places in the chain are not the ids themselves: which row has which place.
CREATE TABLE chain_place (
  place BIGINT PRIMARY KEY,
  id BIGINT NOT NULL UNIQUE
);

-- What runs in one process at a time. fence grows whenever the holder changes; who writes under a lease checks
-- it in the same transaction.
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  fence BIGINT NOT NULL,
  until BIGINT NOT NULL
);
INSERT INTO lease (name, holder, fence, until) VALUES ('jobs', '', 0, 0);

-- The numbers that processes put into their ids. reserved: no id above it was given out by this one.
CREATE TABLE node (
  slot BIGINT PRIMARY KEY,
  holder TEXT NOT NULL,
  fence BIGINT NOT NULL,
  until BIGINT NOT NULL,
  reserved BIGINT NOT NULL
);
INSERT INTO node (slot, holder, fence, until, reserved) VALUES
  (0, '', 0, 0, 0), (1, '', 0, 0, 0), (2, '', 0, 0, 0), (3, '', 0, 0, 0), (4, '', 0, 0, 0), (5, '', 0, 0, 0),
  (6, '', 0, 0, 0), (7, '', 0, 0, 0), (8, '', 0, 0, 0), (9, '', 0, 0, 0), (10, '', 0, 0, 0), (11, '', 0, 0, 0),
  (12, '', 0, 0, 0), (13, '', 0, 0, 0), (14, '', 0, 0, 0), (15, '', 0, 0, 0), (16, '', 0, 0, 0), (17, '', 0, 0, 0),
  (18, '', 0, 0, 0), (19, '', 0, 0, 0), (20, '', 0, 0, 0), (21, '', 0, 0, 0), (22, '', 0, 0, 0), (23, '', 0, 0, 0),
  (24, '', 0, 0, 0), (25, '', 0, 0, 0), (26, '', 0, 0, 0), (27, '', 0, 0, 0), (28, '', 0, 0, 0), (29, '', 0, 0, 0),
  (30, '', 0, 0, 0), (31, '', 0, 0, 0);

-- The race of two equal requests in two processes is decided here. SQLite keeps recent ones in memory: a random key
-- on disk would cost it a page a request.
--postgresql CREATE UNIQUE INDEX once_object_by_fingerprint ON once_object (fingerprint);
