CREATE TABLE "breaches" (
	"number" bigint NOT NULL,
	"target" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "breaches_number_target_since_pk" PRIMARY KEY("number","target","since")
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
CREATE INDEX "breaches_at" ON "breaches" USING btree ("at");--> statement-breakpoint
CREATE INDEX "ladders_due" ON "ladders" USING btree ("due_at") WHERE "ladders"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "ladders_failed" ON "ladders" USING btree ("number") WHERE "ladders"."failed" is not null;