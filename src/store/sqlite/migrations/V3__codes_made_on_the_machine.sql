-- A code may be made by whoever holds the database (U7): then made_by is the name that the operating system gives
-- them, and no user issued it.
CREATE TABLE codes_with_maker(
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
  CHECK((issued_by IS NULL) <> (made_by IS NULL)),
  CHECK(used_at IS NULL OR revoked_at IS NULL)
) STRICT;
INSERT INTO codes_with_maker
  SELECT user_id, purpose, hash, issued_by, NULL, shown_to, issued_at, until, used_at, revoked_at FROM codes;
DROP TABLE codes;
ALTER TABLE codes_with_maker RENAME TO codes;

PRAGMA user_version = 3;
