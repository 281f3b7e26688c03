-- What an import brought, and who was joined to an id, stands among the acts of operators, in the hash chain. What came
-- before it did is told apart here, so that the audit asks for no act of it.

-- recorded: 1 where it has its act.
ALTER TABLE legacy_import ADD COLUMN recorded BIGINT NOT NULL DEFAULT 0;

-- import: the one that brought it; 0: one without an act.
ALTER TABLE legacy_payment ADD COLUMN import BIGINT NOT NULL DEFAULT 0;

-- Accounts that were joined to an id without an act.
CREATE TABLE legacy_joined_before (
  origin BIGINT PRIMARY KEY
);
INSERT INTO legacy_joined_before (origin)
SELECT u.origin FROM legacy_user u JOIN player p ON p.id = u.player
WHERE u.player <> u.origin AND NOT EXISTS (
  SELECT 1 FROM operator_act a WHERE a.call = 'adopt' AND a.outcome = 'done' AND a.fields
    = '{"id":' || p.telegram_id || ',"name":"' || replace(replace(u.name, '\', '\\'), '"', '\"') || '"}');
