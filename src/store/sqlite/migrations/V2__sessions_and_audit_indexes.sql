-- Who is signed in (U5). A session lives while its program holds the lock of that name, which the operating system
-- drops with the program; ended_at is when it was ended by somebody, or seen to be gone.
CREATE TABLE sessions(
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  started_at INTEGER NOT NULL,
  last_active_at INTEGER NOT NULL,
  origin TEXT NOT NULL,
  lock_name TEXT NOT NULL UNIQUE,
  ended_at INTEGER
) STRICT;
CREATE INDEX sessions_open ON sessions(user_id) WHERE ended_at IS NULL;

-- The audit log by who, what and when; rowids, which are the numbers, stand at the end of each.
CREATE INDEX audit_actor ON audit(actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_act ON audit(act);
CREATE INDEX audit_at ON audit(at);

PRAGMA user_version = 2;
