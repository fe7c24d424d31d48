-- Tries that are forgotten raise a floor below which nobody counts (S3). rule: 0 password, 1 code, 2 a code asked for
-- by mail; unknown of what was written before, which is never forgotten: it is bounded already. count is what a row
-- comes to if all that is being looked at is wrong; rests_from orders those of the same count.
ALTER TABLE tries RENAME TO tries_before;
CREATE TABLE tries(
  key BLOB PRIMARY KEY CHECK(length(key) = 32),
  of_user INTEGER NOT NULL CHECK(of_user IN (0, 1)),
  rule INTEGER CHECK(rule IN (0, 1, 2)),
  wrong INTEGER NOT NULL,
  waits_until INTEGER,
  in_flight INTEGER NOT NULL,
  oldest_in_flight_at INTEGER,
  during_wait INTEGER NOT NULL,
  count INTEGER NOT NULL,
  rests_from INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tries SELECT key, of_user, NULL, wrong, waits_until, in_flight, oldest_in_flight_at, during_wait, wrong,
  touched FROM tries_before;
DROP TABLE tries_before;
CREATE INDEX tries_in_order ON tries(rule, count, rests_from) WHERE rule IS NOT NULL;
CREATE INDEX tries_locked ON tries(rule) WHERE of_user = 1 AND wrong >= 100;

-- How many rows of a rule have each count.
CREATE TABLE try_counts(
  rule INTEGER NOT NULL,
  count INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK(n >= 0),
  PRIMARY KEY(rule, count)
) STRICT, WITHOUT ROWID;

-- The floor of a rule; none stands for 0.
CREATE TABLE try_floors(
  rule INTEGER PRIMARY KEY CHECK(rule IN (0, 1, 2)),
  floor INTEGER NOT NULL CHECK(floor BETWEEN 0 AND 99)
) STRICT;

PRAGMA user_version = 8;
