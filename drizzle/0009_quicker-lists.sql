DROP INDEX "discrepancies_open";--> statement-breakpoint
ALTER TABLE "discrepancies" ALTER COLUMN "fingerprint" SET DATA TYPE text COLLATE "C";--> statement-breakpoint
CREATE INDEX "discrepancies_open_anywhere" ON "discrepancies" USING btree ("severity","number") WHERE "discrepancies"."status" <> 'resolved';--> statement-breakpoint
CREATE INDEX "discrepancies_pairs" ON "discrepancies" USING btree ("reconciliation") WHERE "discrepancies"."kind" = 'rekeyed';--> statement-breakpoint
CREATE INDEX "discrepancies_open" ON "discrepancies" USING btree ("reconciliation","severity","number") WHERE "discrepancies"."status" <> 'resolved';