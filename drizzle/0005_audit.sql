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
ALTER TABLE "runs" ADD COLUMN "config_hash" text;--> statement-breakpoint
CREATE INDEX "audit_chain_run" ON "audit_chain" USING btree ("run_id") WHERE "audit_chain"."run_id" is not null;