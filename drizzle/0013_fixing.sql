CREATE TABLE "breaches" (
	"number" bigint NOT NULL,
	"target" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "breaches_number_target_since_pk" PRIMARY KEY("number","target","since")
);
--> statement-breakpoint
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
CREATE TABLE "incident_members" (
	"number" bigint NOT NULL,
	"incident" bigint NOT NULL,
	"is_withdrawn" boolean DEFAULT false NOT NULL,
	CONSTRAINT "incident_members_number_incident_pk" PRIMARY KEY("number","incident")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incidents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service" text NOT NULL,
	"reconciliation" text NOT NULL,
	"subject" text NOT NULL,
	"number" bigint NOT NULL,
	"pattern" json,
	"dedup_key" text NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"wanted" text NOT NULL,
	"told" text NOT NULL,
	"link" text,
	"opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"error" text,
	"gave_up" boolean DEFAULT false NOT NULL,
	CONSTRAINT "incidents_subject" UNIQUE("service","reconciliation","subject")
);
--> statement-breakpoint
CREATE TABLE "ladders" (
	"number" bigint PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"step" integer,
	"round" integer,
	"due_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	"called_to" text,
	"called_step" integer,
	"called_round" integer,
	"tags" json NOT NULL,
	"failed" text
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
CREATE INDEX "breaches_at" ON "breaches" USING btree ("at");--> statement-breakpoint
CREATE INDEX "incident_members_incident" ON "incident_members" USING btree ("incident");--> statement-breakpoint
CREATE INDEX "ladders_due" ON "ladders" USING btree ("due_at") WHERE "ladders"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "ladders_failed" ON "ladders" USING btree ("number") WHERE "ladders"."failed" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "remedy_attempts_one_at_a_time" ON "remedy_attempts" USING btree ("number") WHERE "remedy_attempts"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "remedy_attempts_number" ON "remedy_attempts" USING btree ("number","approved_at");--> statement-breakpoint
CREATE INDEX "remedy_attempts_newest" ON "remedy_attempts" USING btree ("reconciliation","remedy","approved_at");--> statement-breakpoint
CREATE INDEX "remedy_attempts_open" ON "remedy_attempts" USING btree ("lease_until") WHERE "remedy_attempts"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "discrepancies_to_tell" ON "discrepancies" USING btree ("severity","number") WHERE "discrepancies"."status" <> 'resolved' and coalesce("discrepancies"."route", case "discrepancies"."severity" when 'high' then 'alert' when 'medium' then 'digest' else 'log' end) <> 'log';