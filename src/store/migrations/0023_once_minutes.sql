-- Of which minutes the objects of a run are, so that only runs of its own minute are asked for an object.
-- Runs from before may have objects of any.

--sqlite ALTER TABLE once_run ADD COLUMN minutes BIGINT NOT NULL DEFAULT -1;
