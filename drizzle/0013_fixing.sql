CREATE TABLE "cause_states" (
	"reconciliation" text NOT NULL,
	"field" text NOT NULL,
	"cause" text NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"quiet_days" integer NOT NULL,
	"quiet_day" text,
	"gone_at" timestamp with time zone,
	"back_at" timestamp with time zone,
	"away_since" timestamp with time zone,
	CONSTRAINT "cause_states_reconciliation_field_cause_pk" PRIMARY KEY("reconciliation","field","cause")
);
--> statement-breakpoint
CREATE TABLE "drift_days" (
	"reconciliation" text NOT NULL,
	"day" text NOT NULL,
	"field" text NOT NULL,
	"count" integer NOT NULL,
	"max" text NOT NULL,
	"sum" text NOT NULL,
	CONSTRAINT "drift_days_reconciliation_day_field_pk" PRIMARY KEY("reconciliation","day","field")
);
--> statement-breakpoint
CREATE TABLE "field_days" (
	"reconciliation" text NOT NULL,
	"day" text NOT NULL,
	"kind" text NOT NULL,
	"field" text NOT NULL,
	"cause" text NOT NULL,
	"opened" integer NOT NULL,
	"resolved" integer NOT NULL,
	CONSTRAINT "field_days_reconciliation_day_kind_field_cause_pk" PRIMARY KEY("reconciliation","day","kind","field","cause")
);
--> statement-breakpoint
CREATE TABLE "remedy_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"reconciliation" text NOT NULL,
	"remedy" text NOT NULL,
	"state" text NOT NULL,
	"actor" json NOT NULL,
	"approved_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"bulk" text,
	"run_id" text,
	"undoes" text,
	"side" text NOT NULL,
	"key" json NOT NULL,
	"before" json,
	"after" json,
	"said" text,
	"hash" text NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"armed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "remedy_states" (
	"reconciliation" text NOT NULL,
	"remedy" text NOT NULL,
	"off_since" timestamp with time zone,
	"off_by" json,
	"failures" integer DEFAULT 0 NOT NULL,
	"approved" integer DEFAULT 0 NOT NULL,
	"auto_by" json,
	"auto_since" timestamp with time zone,
	CONSTRAINT "remedy_states_reconciliation_remedy_pk" PRIMARY KEY("reconciliation","remedy")
);
--> statement-breakpoint
CREATE TABLE "trend_places" (
	"id" text PRIMARY KEY NOT NULL,
	"through" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "route" text;--> statement-breakpoint
CREATE UNIQUE INDEX "remedy_attempts_one_at_a_time" ON "remedy_attempts" USING btree ("number") WHERE "remedy_attempts"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "remedy_attempts_number" ON "remedy_attempts" USING btree ("number","approved_at");--> statement-breakpoint
CREATE INDEX "remedy_attempts_newest" ON "remedy_attempts" USING btree ("reconciliation","remedy","approved_at");--> statement-breakpoint
CREATE INDEX "remedy_attempts_open" ON "remedy_attempts" USING btree ("lease_until") WHERE "remedy_attempts"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "discrepancies_to_tell" ON "discrepancies" USING btree ("severity","number") WHERE "discrepancies"."status" <> 'resolved' and coalesce("discrepancies"."route", case "discrepancies"."severity" when 'high' then 'alert' when 'medium' then 'digest' else 'log' end) <> 'log';