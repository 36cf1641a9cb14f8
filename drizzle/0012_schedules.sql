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
DROP INDEX "runs_one_a_tick";--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_a_tick" ON "runs" USING btree ("reconciliation","scope_hash","tick") WHERE "runs"."error" is distinct from 'The process running it stopped';