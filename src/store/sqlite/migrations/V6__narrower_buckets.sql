-- Buckets of two hours: bucket = changed_at div 2 hours, towards the past also before 1970.
DELETE FROM counts;
INSERT INTO counts
  SELECT kind, enabled, gen, (changed_at - (changed_at % 7200000 + 7200000) % 7200000) / 7200000, count(*)
  FROM users WHERE gen IS NOT NULL AND force_id IS NULL GROUP BY 1, 2, 3, 4;

PRAGMA user_version = 6;
