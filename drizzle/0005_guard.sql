DROP INDEX "discrepancies_first_run";--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "told_run_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "guard" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "told_with" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "decision" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "decided_by" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "accepts" text;--> statement-breakpoint
CREATE INDEX "discrepancies_told_run" ON "discrepancies" USING btree ("told_run_id");--> statement-breakpoint
CREATE INDEX "runs_held" ON "runs" USING btree ("reconciliation") WHERE "runs"."state" = 'held';--> statement-breakpoint
CREATE INDEX "runs_accepts" ON "runs" USING btree ("accepts") WHERE "runs"."accepts" is not null;