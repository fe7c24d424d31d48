-- The log by when and what, without an index of each: of every whole block of 64 entries it is noted when they are from
-- and which acts are among them, a bit each at its number. Block 0 holds the entries from 1 to 64.
CREATE TABLE audit_blocks(
  block INTEGER PRIMARY KEY,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  acts INTEGER NOT NULL
) STRICT;
INSERT INTO audit_blocks
  SELECT (no - 1) / 64, min(at), max(at), sum(DISTINCT 1 << act) FROM audit
  WHERE no > 0 AND no <= (SELECT max(no) FROM audit) / 64 * 64 GROUP BY 1;

-- Who did what was not done to themselves: with audit_targets, everyone an entry is filed under.
CREATE TABLE audit_actors(
  user_id INTEGER NOT NULL,
  no INTEGER NOT NULL REFERENCES audit(no),
  PRIMARY KEY(user_id, no)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_actors
  SELECT actor_id, no FROM audit a INDEXED BY audit_actor WHERE actor_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM audit_targets t WHERE t.user_id = a.actor_id AND t.no = a.no);

DROP INDEX audit_actor;
DROP INDEX audit_act;
DROP INDEX audit_at;

PRAGMA user_version = 10;
