ALTER TABLE "discrepancies" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "snoozed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "snoozed_by" json;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "snoozed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "damped_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "damped_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "reopened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "reopened_before_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancy_events" ADD COLUMN "details" json;--> statement-breakpoint
CREATE INDEX "discrepancies_snoozed" ON "discrepancies" USING btree ("snoozed_until") WHERE "discrepancies"."snoozed_at" is not null;--> statement-breakpoint
CREATE INDEX "discrepancies_damped" ON "discrepancies" USING btree ("damped_until") WHERE "discrepancies"."damped_until" is not null;