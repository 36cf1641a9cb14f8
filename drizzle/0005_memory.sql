CREATE TABLE "audit_chain" (
	"position" bigint PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"event_id" bigint,
	"run_id" text,
	"version" smallint NOT NULL,
	"digest" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"checkpoint" bigint,
	CONSTRAINT "audit_chain_event" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoints" (
	"id" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"removed" integer NOT NULL,
	"removed_hash" "bytea" NOT NULL,
	"policy" text NOT NULL,
	"signature" "bytea"
);
--> statement-breakpoint
CREATE TABLE "lanes" (
	"lane" text PRIMARY KEY NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"free_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "discrepancies_first_run";--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "snoozed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "snoozed_by" json;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "snoozed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "damped_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "damped_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "reopened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "reopened_before_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "told_run_id" text;--> statement-breakpoint
ALTER TABLE "discrepancy_events" ADD COLUMN "details" json;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "gone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reposts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "asked_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "first_attempt_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "post_anyway" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "tick" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "config_hash" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "guard" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "told_with" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "decision" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "decided_by" json;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "accepts" text;--> statement-breakpoint
CREATE INDEX "audit_chain_run" ON "audit_chain" USING btree ("run_id") WHERE "audit_chain"."run_id" is not null;--> statement-breakpoint
CREATE INDEX "discrepancies_told_run" ON "discrepancies" USING btree ("told_run_id");--> statement-breakpoint
CREATE INDEX "discrepancies_snoozed" ON "discrepancies" USING btree ("snoozed_until") WHERE "discrepancies"."snoozed_at" is not null;--> statement-breakpoint
CREATE INDEX "discrepancies_damped" ON "discrepancies" USING btree ("damped_until") WHERE "discrepancies"."damped_until" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_a_tick" ON "runs" USING btree ("reconciliation","scope_hash","tick");--> statement-breakpoint
CREATE INDEX "runs_held" ON "runs" USING btree ("reconciliation") WHERE "runs"."state" = 'held';--> statement-breakpoint
CREATE INDEX "runs_accepts" ON "runs" USING btree ("accepts") WHERE "runs"."accepts" is not null;