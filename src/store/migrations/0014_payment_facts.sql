-- What payments in TON say beyond their money, in the hash chain; and names that players had.

-- Its id is that of a chained record. about: the withdrawal, the sum in suspense, or the player whose memo it is; 0: from
-- here on every row of theirs has its facts. body: a line as of service/ton_facts.hpp.
CREATE TABLE payment_fact (
  id BIGINT PRIMARY KEY,
  about BIGINT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX payment_fact_about ON payment_fact (about);

-- disputed: lt of the transaction that named it and differed from it; 0: none did.
ALTER TABLE ton_withdrawal ADD COLUMN disputed BIGINT NOT NULL DEFAULT 0;

-- In small letters. Who was called so is still known by it where an operator's name is compared with his.
CREATE TABLE past_name (
  name TEXT NOT NULL,
  player BIGINT NOT NULL,
  PRIMARY KEY (name, player)
);
