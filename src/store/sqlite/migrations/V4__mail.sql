-- Mail (N2). One row for each act that is told by mail, whatever the number of people it concerns (E2).
-- errand: 0 forced, 1 all expired, 2 strong required, 3 setup code, 4 reset code, 5 e-mail changed, 6 notices.
-- about: the force, the expire-all or the revision; address: the old e-mail. whom: 0 user_id alone, 1 nobody, 2 all.
CREATE TABLE jobs(
  id INTEGER PRIMARY KEY,
  errand INTEGER NOT NULL CHECK(errand BETWEEN 0 AND 6),
  about INTEGER,
  address TEXT,
  whom INTEGER NOT NULL CHECK(whom BETWEEN 0 AND 2),
  user_id INTEGER REFERENCES users(id),
  asked_by INTEGER REFERENCES users(id),
  asked_at INTEGER NOT NULL,
  walked_to INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  finished_at INTEGER,
  sent INTEGER NOT NULL DEFAULT 0,
  given_up INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  CHECK((whom = 0) = (user_id IS NOT NULL))
) STRICT;
CREATE INDEX jobs_open ON jobs(due_at) WHERE finished_at IS NULL;
CREATE INDEX jobs_finished ON jobs(finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_of ON jobs(user_id) WHERE user_id IS NOT NULL;

-- Whom a job that is not finished has mailed. state: 0 being sent, 1 sent, 2 waiting, 3 given up, 4 unknown.
CREATE TABLE mails(
  job_id INTEGER NOT NULL REFERENCES jobs(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 4),
  tries INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(job_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mails_unsettled ON mails(job_id, at) WHERE state IN (0, 2);

-- The nearest step told of one end of one password's period (N1).
CREATE TABLE notices(
  user_id INTEGER NOT NULL REFERENCES users(id),
  changed_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  step INTEGER NOT NULL,
  PRIMARY KEY(user_id, changed_at, ends_at)
) STRICT, WITHOUT ROWID;

-- Since when a user has this e-mail, where it was changed (U4).
ALTER TABLE users ADD COLUMN email_since INTEGER;

-- A code may be asked for at the sign-in screen (U2): then nobody issued it and nobody made it, and it went by mail.
CREATE TABLE codes_by_mail(
  user_id INTEGER PRIMARY KEY REFERENCES users(id),
  purpose INTEGER NOT NULL CHECK(purpose IN (0, 1)),
  hash BLOB NOT NULL CHECK(length(hash) = 32),
  issued_by INTEGER REFERENCES users(id),
  made_by TEXT,
  shown_to INTEGER REFERENCES users(id),
  issued_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER,
  CHECK(issued_by IS NULL OR made_by IS NULL),
  CHECK(used_at IS NULL OR revoked_at IS NULL)
) STRICT;
INSERT INTO codes_by_mail
  SELECT user_id, purpose, hash, issued_by, made_by, shown_to, issued_at, until, used_at, revoked_at FROM codes;
DROP TABLE codes;
ALTER TABLE codes_by_mail RENAME TO codes;

PRAGMA user_version = 4;
