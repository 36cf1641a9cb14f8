CREATE TABLE "change_positions" (
	"reconciliation" text NOT NULL,
	"side" text NOT NULL,
	"position" text NOT NULL,
	"config_hash" text NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	CONSTRAINT "change_positions_reconciliation_side_pk" PRIMARY KEY("reconciliation","side")
);
