-- Roughly where each user stands in the orders by name and by e-mail, so that the few of a common word who come
-- first are found without reading them all. line: 0 by name, 1 by e-mail. An order is cut into stretches, each from
-- its own key up to the next one's; places holds the number of each user's stretch, two bytes (least first) for
-- each of the 2,000 ids from 2000 * (block / 2) on, block % 2 being the line. 0: in no stretch yet.
CREATE TABLE stretches(
  line INTEGER NOT NULL CHECK(line IN (0, 1)),
  key TEXT NOT NULL,
  email TEXT NOT NULL,
  no INTEGER NOT NULL CHECK(no > 0),
  PRIMARY KEY(line, key, email)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX stretches_no ON stretches(line, no);
CREATE TABLE places(
  block INTEGER PRIMARY KEY,
  numbers BLOB NOT NULL CHECK(length(numbers) = 4000)
) STRICT;

PRAGMA user_version = 7;
