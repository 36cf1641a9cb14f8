-- The audit chain: every event, and every run that has ended, gets an entry whose hash covers the one before it.
-- docs/audit.md says what is hashed; src/domain/audit-text.ts computes the same in TypeScript.

-- One column of a row's text: its name, how many bytes its value has in UTF-8, and the value; null is left out, so that a
-- column that is added later changes no text of older rows.
CREATE FUNCTION "counterfoil_audit_member"(name text, value text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(name || ' ' || octet_length(convert_to(value, 'UTF8'))::text || E'\n' || value || E'\n', '')
$$;
--> statement-breakpoint
-- The same of a value that has nothing but ASCII, whose bytes need no conversion to be counted.
CREATE FUNCTION "counterfoil_audit_word"(name text, value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(name || ' ' || octet_length(value)::text || E'\n' || value || E'\n', '')
$$;
--> statement-breakpoint
CREATE FUNCTION "counterfoil_audit_instant"(value timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
--> statement-breakpoint
-- Writers append one after another, and take this lock before they lock rows.
CREATE FUNCTION "counterfoil_lock_history"() RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(4705211019)
$$;
--> statement-breakpoint
-- What follows the hash before it: the digest of the row, and which row that is.
CREATE FUNCTION "counterfoil_audit_link"(digest bytea, subject text, id text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT digest || convert_to(subject || ' ' || id, 'UTF8')
$$;
--> statement-breakpoint
CREATE FUNCTION "counterfoil_audit_step"(state bytea, link bytea, before bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN sha256(coalesce(state, before) || link);
END
$$;
--> statement-breakpoint
CREATE AGGREGATE "counterfoil_audit_hash"(bytea, bytea) (SFUNC = counterfoil_audit_step, STYPE = bytea);
--> statement-breakpoint
CREATE FUNCTION "counterfoil_audit_head"(OUT last_position bigint, OUT last_hash bytea) LANGUAGE plpgsql AS $$
BEGIN
  SELECT position, hash INTO last_position, last_hash FROM audit_chain ORDER BY position DESC LIMIT 1;
  IF NOT FOUND THEN
    last_position := 0;
    last_hash := decode(repeat('00', 32), 'hex');
  END IF;
END
$$;
--> statement-breakpoint
-- Of texts, which whoever calls it makes once: the function is inlined, and uses each of them twice.
CREATE FUNCTION "counterfoil_event_digest"(id text, number text, kind text, actor text, at text, run_id text,
  from_status text, to_status text, reason text, note text, finding text, details text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(E'counterfoil audit 1 event\n'
    || counterfoil_audit_word('id', id) || counterfoil_audit_word('number', number)
    || counterfoil_audit_word('kind', kind) || counterfoil_audit_member('actor', actor)
    || counterfoil_audit_word('at', at) || counterfoil_audit_member('run_id', run_id)
    || counterfoil_audit_word('from_status', from_status) || counterfoil_audit_word('to_status', to_status)
    || counterfoil_audit_word('reason', reason) || counterfoil_audit_member('note', note)
    || counterfoil_audit_member('finding', finding) || counterfoil_audit_member('details', details), 'UTF8'))
$$;
--> statement-breakpoint
CREATE FUNCTION "counterfoil_run_digest"(run runs) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(E'counterfoil audit 1 run\n'
    || counterfoil_audit_member('id', run.id) || counterfoil_audit_member('reconciliation', run.reconciliation)
    || counterfoil_audit_member('trigger', run.trigger) || counterfoil_audit_member('requested_by', run.requested_by)
    || counterfoil_audit_member('scope', run.scope::text) || counterfoil_audit_member('config_hash', run.config_hash)
    || counterfoil_audit_member('state', run.state)
    || counterfoil_audit_member('started_at', counterfoil_audit_instant(run.started_at))
    || counterfoil_audit_member('finished_at', counterfoil_audit_instant(run.finished_at))
    || counterfoil_audit_member('summary', run.summary::text) || counterfoil_audit_member('changes', run.changes::text)
    || counterfoil_audit_member('error', run.error) || counterfoil_audit_member('part', run.part::text)
    || counterfoil_audit_member('tick', counterfoil_audit_instant(run.tick))
    || counterfoil_audit_member('guard', run.guard::text) || counterfoil_audit_member('accepts', run.accepts)
    || counterfoil_audit_member('decision', run.decision)
    || counterfoil_audit_member('decided_by', run.decided_by::text)
    || counterfoil_audit_member('decided_at', counterfoil_audit_instant(run.decided_at)), 'UTF8'))
$$;
--> statement-breakpoint
-- What is there already, in the order of its numbers; runs after it.
INSERT INTO audit_chain (position, subject, event_id, run_id, version, digest, hash)
SELECT position, subject, event_id, run_id, 1, digest,
  counterfoil_audit_hash(counterfoil_audit_link(digest, subject, coalesce(event_id::text, run_id)),
    decode(repeat('00', 32), 'hex')) OVER (ORDER BY position)
FROM (
  SELECT row_number() OVER (ORDER BY run_id IS NOT NULL, event_id, finished_at, run_id) AS position, *
  FROM (
    SELECT 'event' AS subject, id AS event_id, NULL::text AS run_id, NULL::timestamptz AS finished_at,
      counterfoil_event_digest(id::text, number::text, kind, actor::text, counterfoil_audit_instant(at), run_id, from_status,
        to_status, reason, note, finding::text, details::text) AS digest
    FROM discrepancy_events
    UNION ALL
    SELECT CASE state WHEN 'held' THEN 'held run' ELSE 'run' END, NULL, runs.id, finished_at, counterfoil_run_digest(runs)
    FROM runs WHERE state <> 'running'
  ) AS rows
) AS entries;
--> statement-breakpoint
CREATE FUNCTION "counterfoil_before_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Before the first number is drawn, so that numbers grow in the order of the chain.
  PERFORM counterfoil_lock_history();
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "discrepancy_events_in_turn" BEFORE INSERT ON "discrepancy_events"
FOR EACH STATEMENT EXECUTE FUNCTION "counterfoil_before_events"();
--> statement-breakpoint
CREATE FUNCTION "counterfoil_chain_events"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head record;
BEGIN
  SELECT * INTO head FROM counterfoil_audit_head();
  INSERT INTO audit_chain (position, subject, event_id, version, digest, hash)
  SELECT head.last_position + row_number() OVER (ORDER BY id), 'event', id, 1, digest,
    counterfoil_audit_hash(counterfoil_audit_link(digest, 'event', id::text), head.last_hash) OVER (ORDER BY id)
  FROM (
    SELECT id, counterfoil_event_digest(id_text, number, kind, actor, at, run_id, from_status, to_status, reason, note,
      finding, details) AS digest
    FROM (
      SELECT id, id::text AS id_text, number::text, kind, actor::text, counterfoil_audit_instant(at) AS at, run_id,
        from_status, to_status, reason, note, finding::text, details::text
      FROM added OFFSET 0
    ) AS texts OFFSET 0
  ) AS entries;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "discrepancy_events_chain" AFTER INSERT ON "discrepancy_events" REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION "counterfoil_chain_events"();
--> statement-breakpoint
CREATE FUNCTION "counterfoil_chain_run"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head record;
  row_digest bytea := counterfoil_run_digest(NEW);
  row_subject text := CASE NEW.state WHEN 'held' THEN 'held run' ELSE 'run' END;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state <> 'running' AND counterfoil_run_digest(OLD) = row_digest THEN
    RETURN NULL;
  END IF;
  PERFORM counterfoil_lock_history();
  SELECT * INTO head FROM counterfoil_audit_head();
  INSERT INTO audit_chain (position, subject, run_id, version, digest, hash)
  VALUES (head.last_position + 1, row_subject, NEW.id, 1, row_digest,
    sha256(head.last_hash || counterfoil_audit_link(row_digest, row_subject, NEW.id)));
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "runs_chain" AFTER INSERT OR UPDATE ON "runs"
FOR EACH ROW WHEN (NEW.state <> 'running') EXECUTE FUNCTION "counterfoil_chain_run"();
--> statement-breakpoint
-- A run that has ended stays as it is. One that is held still waits for a decision.
CREATE FUNCTION "counterfoil_keep_run"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW::text IS DISTINCT FROM OLD::text THEN
    RAISE EXCEPTION 'run % has ended: % is refused', OLD.id, TG_OP;
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "runs_keep" BEFORE UPDATE ON "runs"
FOR EACH ROW WHEN (OLD.state NOT IN ('running', 'held')) EXECUTE FUNCTION "counterfoil_keep_run"();
--> statement-breakpoint
CREATE FUNCTION "counterfoil_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append only: % is refused', TG_TABLE_NAME, TG_OP;
END
$$;
--> statement-breakpoint
-- A row may go when a checkpoint says so.
CREATE FUNCTION "counterfoil_refuse_unless_pruned"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'runs' THEN
    PERFORM FROM audit_chain WHERE run_id = OLD.id HAVING count(*) > 0 AND count(checkpoint) = count(*);
  ELSE
    PERFORM FROM audit_chain WHERE event_id = OLD.id AND checkpoint IS NOT NULL;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION '% is append only: % is refused', TG_TABLE_NAME, TG_OP;
  END IF;
  RETURN OLD;
END
$$;
--> statement-breakpoint
DROP TRIGGER "discrepancy_events_append_only" ON "discrepancy_events";
--> statement-breakpoint
DROP FUNCTION "refuse_change_of_history"();
--> statement-breakpoint
CREATE TRIGGER "discrepancy_events_append_only" BEFORE UPDATE OR TRUNCATE ON "discrepancy_events"
FOR EACH STATEMENT EXECUTE FUNCTION "counterfoil_refuse"();
--> statement-breakpoint
CREATE TRIGGER "discrepancy_events_pruned" BEFORE DELETE ON "discrepancy_events"
FOR EACH ROW EXECUTE FUNCTION "counterfoil_refuse_unless_pruned"();
--> statement-breakpoint
CREATE TRIGGER "runs_pruned" BEFORE DELETE ON "runs"
FOR EACH ROW EXECUTE FUNCTION "counterfoil_refuse_unless_pruned"();
--> statement-breakpoint
CREATE TRIGGER "runs_no_truncate" BEFORE TRUNCATE ON "runs"
FOR EACH STATEMENT EXECUTE FUNCTION "counterfoil_refuse"();
--> statement-breakpoint
CREATE TRIGGER "audit_chain_append_only" BEFORE DELETE OR TRUNCATE ON "audit_chain"
FOR EACH STATEMENT EXECUTE FUNCTION "counterfoil_refuse"();
--> statement-breakpoint
CREATE TRIGGER "audit_checkpoints_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_checkpoints"
FOR EACH STATEMENT EXECUTE FUNCTION "counterfoil_refuse"();
--> statement-breakpoint
-- An entry stays as it is, but for the checkpoint that its row was pruned by.
CREATE FUNCTION "counterfoil_keep_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  marked audit_chain := OLD;
BEGIN
  marked.checkpoint := NEW.checkpoint;
  IF OLD.checkpoint IS NULL AND NEW IS NOT DISTINCT FROM marked
    AND EXISTS (SELECT FROM audit_checkpoints WHERE id = NEW.checkpoint) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_chain is append only: % is refused', TG_OP;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_chain_keep" BEFORE UPDATE ON "audit_chain"
FOR EACH ROW EXECUTE FUNCTION "counterfoil_keep_entry"();
