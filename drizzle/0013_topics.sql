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
