CREATE TABLE "watermarks" (
	"reconciliation" text NOT NULL,
	"side" text NOT NULL,
	"through" timestamp with time zone,
	"config_hash" text NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	CONSTRAINT "watermarks_reconciliation_side_pk" PRIMARY KEY("reconciliation","side")
);
