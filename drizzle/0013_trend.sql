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
CREATE TABLE "trend_places" (
	"id" text PRIMARY KEY NOT NULL,
	"through" bigint NOT NULL
);
