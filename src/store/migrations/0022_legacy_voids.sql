-- Of the games that legacy_user counts, those that ended void: an export of this program says it, the first Ludicé does not.
ALTER TABLE legacy_user ADD COLUMN voids BIGINT;
