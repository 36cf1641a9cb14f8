-- Messages that waited keep the order in which they were asked for. Of those that were being posted nobody knows whether
-- they arrived: that is looked up before they are posted again.
UPDATE "outbox" SET
  "asked_at" = least("next_attempt_at", now()),
  "first_attempt_at" = CASE WHEN "lease_until" IS NOT NULL THEN "lease_until" - interval '10 minutes' END;
