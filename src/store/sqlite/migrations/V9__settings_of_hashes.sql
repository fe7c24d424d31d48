-- What a hash that is not our own costs (S1): its text up to the salt, and for sha512-crypt how long the salt is. Derived
-- from the hash, without room in the table; and only foreign hashes stand in the index.
ALTER TABLE credentials ADD COLUMN setting TEXT GENERATED ALWAYS AS (
  CASE
    WHEN substr(phc, 1, 31) = '$argon2id$v=19$m=19456,t=2,p=1$' THEN NULL
    WHEN substr(phc, 1, 2) = '$2' THEN substr(phc, 1, 7)
    -- Beyond '$6$' and the rounds: the salt, a dollar, and an output of 86 letters.
    WHEN substr(phc, 1, 10) = '$6$rounds=' THEN
      substr(phc, 1, 10 + instr(substr(phc, 11), '$')) || (length(phc) - 10 - instr(substr(phc, 11), '$') - 87)
    WHEN substr(phc, 1, 3) = '$6$' THEN '$6$' || (length(phc) - 3 - 87)
    -- From the end: the letters of the output, a dollar, the letters of the salt.
    WHEN substr(phc, 1, 7) = '$argon2' THEN
      rtrim(rtrim(rtrim(phc, '+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'), '$'),
        '+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  END
) VIRTUAL;
CREATE INDEX credentials_setting ON credentials(setting) WHERE setting IS NOT NULL;

PRAGMA user_version = 9;
