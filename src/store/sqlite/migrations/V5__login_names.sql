-- What an operating system calls somebody (U1, I1): optional, and unique where it is set.
ALTER TABLE users ADD COLUMN login TEXT CHECK(length(login) BETWEEN 1 AND 32);
CREATE UNIQUE INDEX users_login ON users(login) WHERE login IS NOT NULL;

PRAGMA user_version = 5;
