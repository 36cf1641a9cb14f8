CREATE TABLE "change_positions" (
	"reconciliation" text NOT NULL,
	"side" text NOT NULL,
	"position" text NOT NULL,
	"config_hash" text NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	CONSTRAINT "change_positions_reconciliation_side_pk" PRIMARY KEY("reconciliation","side")
);
--> statement-breakpoint
CREATE TABLE "event_records" (
	"reconciliation" text NOT NULL,
	"side" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"lookup_hash" "bytea" NOT NULL,
	"key" text NOT NULL,
	"record" json,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "event_records_reconciliation_side_key_hash_pk" PRIMARY KEY("reconciliation","side","key_hash")
);
--> statement-breakpoint
CREATE TABLE "event_requests" (
	"reconciliation" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"accepted" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "event_requests_reconciliation_key_hash_pk" PRIMARY KEY("reconciliation","key_hash")
);
--> statement-breakpoint
CREATE TABLE "expectations" (
	"reconciliation" text NOT NULL,
	"reading" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"key" text NOT NULL,
	"side" text NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"within_seconds" integer NOT NULL,
	"wake_at" timestamp with time zone NOT NULL,
	"events" integer NOT NULL,
	"generation" integer NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"leased_by" text,
	"lease_until" timestamp with time zone,
	"error" text,
	CONSTRAINT "expectations_reconciliation_reading_key_hash_pk" PRIMARY KEY("reconciliation","reading","key_hash")
);
--> statement-breakpoint
CREATE TABLE "schedule_states" (
	"reconciliation" text PRIMARY KEY NOT NULL,
	"paused_at" timestamp with time zone,
	"paused_by" json,
	"paused_until" timestamp with time zone,
	"pause_reason" text,
	"resumed_at" timestamp with time zone,
	"left_out_at" timestamp with time zone,
	"left_out_for" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "topic_consumers" (
	"reconciliation" text NOT NULL,
	"side" text NOT NULL,
	"topic" text NOT NULL,
	"topic_id" text,
	"is_all_new" boolean DEFAULT false NOT NULL,
	"holder" text,
	"lease_until" timestamp with time zone,
	"failing" text,
	"failing_since" timestamp with time zone,
	CONSTRAINT "topic_consumers_reconciliation_side_topic_pk" PRIMARY KEY("reconciliation","side","topic")
);
--> statement-breakpoint
CREATE TABLE "topic_offsets" (
	"reconciliation" text NOT NULL,
	"side" text NOT NULL,
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"next" bigint NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"unreadable" bigint DEFAULT 0 NOT NULL,
	"unreadable_offset" bigint,
	"unreadable_why" text,
	"unreadable_at" timestamp with time zone,
	"lost" text,
	"lost_at" timestamp with time zone,
	CONSTRAINT "topic_offsets_reconciliation_side_topic_partition_pk" PRIMARY KEY("reconciliation","side","topic","partition")
);
--> statement-breakpoint
DROP INDEX "runs_one_a_tick";--> statement-breakpoint
CREATE INDEX "event_records_lookup" ON "event_records" USING btree ("reconciliation","lookup_hash","side");--> statement-breakpoint
CREATE INDEX "event_records_at" ON "event_records" USING btree ("reconciliation","at");--> statement-breakpoint
CREATE INDEX "event_requests_expire" ON "event_requests" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "expectations_wake" ON "expectations" USING btree ("reconciliation","wake_at");--> statement-breakpoint
CREATE INDEX "expectations_leased" ON "expectations" USING btree ("leased_by") WHERE "expectations"."leased_by" is not null;--> statement-breakpoint
CREATE INDEX "expectations_retry" ON "expectations" USING btree ("reconciliation","retry_at") WHERE "expectations"."retry_at" is not null;--> statement-breakpoint
CREATE INDEX "runs_newest_without_events" ON "runs" USING btree ("reconciliation","started_at" DESC NULLS LAST) WHERE "runs"."trigger" <> 'event';--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_a_tick" ON "runs" USING btree ("reconciliation","scope_hash","tick") WHERE "runs"."error" is distinct from 'The process running it stopped';