-- What a throw came of, so that its calls stand under the same trace in the logs: a row of an inbox, 0 where nobody asked.
ALTER TABLE throw_job ADD COLUMN cause BIGINT NOT NULL DEFAULT 0;
