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
CREATE INDEX "incident_members_incident" ON "incident_members" USING btree ("incident");