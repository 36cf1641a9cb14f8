-- Before there was a shadow, the run that opened a discrepancy told of it.
UPDATE "discrepancies" SET "told_run_id" = "first_run_id";
