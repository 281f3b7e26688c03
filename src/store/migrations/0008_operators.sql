-- Operators: what they did, and what two of them must agree on.

-- Every call of an operator, in the hash chain with transfers and facts: its id is that of a chained record. fields: the
-- canonical JSON of what was asked; outcome: `done`, or the code of the refusal.
CREATE TABLE operator_act (
  id BIGINT PRIMARY KEY,
  operator TEXT NOT NULL,
  call TEXT NOT NULL,
  request_id TEXT NOT NULL,
  fields TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- asker: the operator who wants it to leave, where it is no player; approver: who else has agreed; empty: nobody.
ALTER TABLE ton_withdrawal ADD COLUMN asker TEXT NOT NULL DEFAULT '';
ALTER TABLE ton_withdrawal ADD COLUMN approver TEXT NOT NULL DEFAULT '';

-- checked: when Telegram was last told that it may be paid; 0: never. From then on it counts for the limit of the day.
ALTER TABLE stars_order ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;
