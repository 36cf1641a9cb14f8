-- What happened, happened: the history of a discrepancy can only grow.
CREATE FUNCTION "refuse_change_of_history"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'discrepancy_events is append only: % is refused', TG_OP;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "discrepancy_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "discrepancy_events"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
