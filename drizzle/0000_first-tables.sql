CREATE TABLE "digests" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"day" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"facts" json NOT NULL,
	CONSTRAINT "digests_channel_day" UNIQUE("channel","day")
);
--> statement-breakpoint
CREATE TABLE "discrepancies" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "discrepancies_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reconciliation" text NOT NULL,
	"fingerprint" text NOT NULL,
	"kind" text NOT NULL,
	"key_text" text NOT NULL,
	"field" text,
	"finding" json NOT NULL,
	"severity" text NOT NULL,
	"status" text NOT NULL,
	"status_by" json NOT NULL,
	"status_at" timestamp with time zone NOT NULL,
	"resolution_reason" text,
	"resolution_note" text,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"times_seen" integer NOT NULL,
	"times_reopened" integer NOT NULL,
	"first_run_id" text NOT NULL,
	"last_run_id" text NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "discrepancies_fingerprint" UNIQUE("reconciliation","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "discrepancy_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "discrepancy_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" bigint NOT NULL,
	"kind" text NOT NULL,
	"actor" json NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"run_id" text,
	"from_status" text,
	"to_status" text,
	"reason" text,
	"note" text,
	"finding" json
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"tag" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"ts" text NOT NULL,
	"content_hash" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"tag" text PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"channel" text NOT NULL,
	"about" json NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"state" text NOT NULL,
	"error" text,
	"generation" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"reconciliation" text NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" text NOT NULL,
	"scope" json NOT NULL,
	"scope_hash" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"summary" json,
	"changes" json,
	"error" text
);
--> statement-breakpoint
CREATE INDEX "discrepancies_open" ON "discrepancies" USING btree ("reconciliation","severity") WHERE "discrepancies"."status" <> 'resolved';--> statement-breakpoint
CREATE INDEX "discrepancies_key" ON "discrepancies" USING hash ("key_text");--> statement-breakpoint
CREATE INDEX "discrepancies_status_at" ON "discrepancies" USING btree ("status_at");--> statement-breakpoint
CREATE INDEX "discrepancies_first_run" ON "discrepancies" USING btree ("first_run_id");--> statement-breakpoint
CREATE INDEX "discrepancy_events_number" ON "discrepancy_events" USING btree ("number","id");--> statement-breakpoint
CREATE INDEX "discrepancy_events_at" ON "discrepancy_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("next_attempt_at","position") WHERE "outbox"."state" = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_running" ON "runs" USING btree ("reconciliation","scope_hash") WHERE "runs"."state" = 'running';--> statement-breakpoint
CREATE INDEX "runs_newest" ON "runs" USING btree ("started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_newest_of_reconciliation" ON "runs" USING btree ("reconciliation","started_at" DESC NULLS LAST);