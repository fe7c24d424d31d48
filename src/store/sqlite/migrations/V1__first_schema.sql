-- Instants are milliseconds since 1970 in UTC. kind: 0 firm, 1 Connect. role: 0 user, 1 administrator, 2 owner.
-- Rowids are not listed in indexes: they stand at the end of each by themselves.

-- One row, once set-up is finished. name_no rises with every change of the firm's name (S8).
CREATE TABLE account(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  name TEXT NOT NULL,
  name_no INTEGER NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES users(id),
  throttle_key BLOB NOT NULL CHECK(length(throttle_key) = 32)
) STRICT;

-- One row. revision counts the updates (P6).
CREATE TABLE policy(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  strong INTEGER NOT NULL CHECK(strong IN (0, 1)),
  interval_days INTEGER CHECK(interval_days IN (30, 60, 90, 180, 365)),
  revision INTEGER NOT NULL,
  by INTEGER REFERENCES users(id),
  at INTEGER,
  CHECK((by IS NULL) = (at IS NULL))
) STRICT;

-- Every "Expire all passwords", withdrawn or not (E3, E7, E10).
CREATE TABLE expirations(
  generation INTEGER PRIMARY KEY CHECK(generation > 0),
  at INTEGER NOT NULL,
  by INTEGER NOT NULL REFERENCES users(id),
  reason TEXT,
  withdrawn_at INTEGER,
  withdrawn_by INTEGER REFERENCES users(id),
  CHECK((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
) STRICT;

-- One row for each act of "Force Password Change", shared by all it marked (E6).
CREATE TABLE forces(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  by INTEGER NOT NULL REFERENCES users(id),
  reason TEXT
) STRICT;

-- name_key and email_key are folded by us for order and search; email_key only where it differs from email.
-- seen_no is the name_no under which the password was seen to be strong (S8).
CREATE TABLE users(
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL CHECK(kind IN (0, 1)),
  enabled INTEGER NOT NULL CHECK(enabled IN (0, 1)),
  role INTEGER NOT NULL CHECK(role BETWEEN 0 AND 2 AND (kind = 0 OR role = 0)),
  gen INTEGER CHECK(gen >= 0),
  changed_at INTEGER,
  force_id INTEGER REFERENCES forces(id),
  last_sign_in INTEGER,
  seen_no INTEGER,
  code_until INTEGER,
  seen_up_to INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT,
  CHECK((gen IS NULL) = (changed_at IS NULL)),
  CHECK(gen IS NOT NULL OR seen_no IS NULL),
  CHECK(force_id IS NULL OR (kind = 0 AND gen IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX users_email ON users(email);
CREATE INDEX users_status ON users(kind, enabled, force_id, gen, changed_at);
CREATE INDEX users_seen ON users(last_sign_in);
CREATE INDEX users_role ON users(role) WHERE role > 0;
CREATE INDEX users_list ON users(name_key, email, kind, enabled, role, gen, changed_at, force_id,
  last_sign_in, seen_no, code_until, name, email_key);

CREATE TABLE credentials(
  user_id INTEGER PRIMARY KEY REFERENCES users(id),
  phc TEXT NOT NULL,
  serial INTEGER NOT NULL CHECK(serial > 0),
  notice_dismissed INTEGER
) STRICT;

-- How many have an unforced password, by when it was set: bucket = changed_at div 6 hours.
CREATE TABLE counts(
  kind INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  gen INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK(n >= 0),
  PRIMARY KEY(kind, enabled, gen, bucket)
) STRICT, WITHOUT ROWID;

-- Everyone; gen is -1 for those without a password.
CREATE TABLE tallies(
  kind INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  role INTEGER NOT NULL,
  forced INTEGER NOT NULL,
  gen INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK(n >= 0),
  PRIMARY KEY(kind, enabled, role, forced, gen)
) STRICT, WITHOUT ROWID;

-- Those seen to be strong under the firm's present name.
CREATE TABLE strong_tallies(
  kind INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK(n >= 0),
  PRIMARY KEY(kind, enabled)
) STRICT, WITHOUT ROWID;

CREATE VIEW find_text AS SELECT id, name_key, coalesce(email_key, email) AS email FROM users;
CREATE VIRTUAL TABLE find USING fts5(
  name_key, email, content = 'find_text', content_rowid = 'id',
  tokenize = 'trigram', detail = none, columnsize = 0
);

-- The newest code of each user; those before it are in the audit log. purpose: 0 setup, 1 reset.
CREATE TABLE codes(
  user_id INTEGER PRIMARY KEY REFERENCES users(id),
  purpose INTEGER NOT NULL CHECK(purpose IN (0, 1)),
  hash BLOB NOT NULL CHECK(length(hash) = 32),
  issued_by INTEGER NOT NULL REFERENCES users(id),
  shown_to INTEGER REFERENCES users(id),
  issued_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER,
  CHECK(used_at IS NULL OR revoked_at IS NULL)
) STRICT;

-- Tries by keyed hash of the e-mail as entered (S3). touched orders those of no user, which are bounded.
CREATE TABLE tries(
  key BLOB PRIMARY KEY CHECK(length(key) = 32),
  of_user INTEGER NOT NULL CHECK(of_user IN (0, 1)),
  wrong INTEGER NOT NULL,
  waits_until INTEGER,
  in_flight INTEGER NOT NULL,
  oldest_in_flight_at INTEGER,
  during_wait INTEGER NOT NULL,
  touched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tries_unknown ON tries(touched) WHERE of_user = 0;

-- The chained log (A2). at, actor_id and act repeat what the encoding says, to filter by; the encoding counts.
CREATE TABLE audit(
  no INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor_id INTEGER,
  act INTEGER NOT NULL,
  encoded BLOB NOT NULL,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TABLE audit_targets(
  user_id INTEGER NOT NULL,
  no INTEGER NOT NULL REFERENCES audit(no),
  PRIMARY KEY(user_id, no)
) STRICT, WITHOUT ROWID;

-- Behind users, which it refers to.
INSERT INTO policy VALUES(1, 0, NULL, 0, NULL, NULL);

PRAGMA application_id = 1885434743;
PRAGMA user_version = 1;
