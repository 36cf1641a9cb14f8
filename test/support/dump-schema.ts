/** What a database's tables are made of, from its catalogues, in an order that does not depend on how they came about. */
export async function dumpSchema(
  query: (statement: string) => Promise<readonly Record<string, unknown>[]>,
): Promise<string> {
  const parts: string[] = []
  for (const [title, statement] of PARTS) {
    const rows = await query(statement)
    parts.push(`-- ${title}\n${rows.map(({ line }) => String(line).trim()).join('\n')}\n`)
  }
  return parts.join('\n')
}

const PARTS = [
  [
    'columns',
    `select format('%s.%s %s%s%s%s', class.relname, attname, format_type(atttypid, atttypmod),
       case when attnotnull then ' not null' end, case attidentity when 'a' then ' generated always as identity' end,
       ' default ' || pg_get_expr(adbin, adrelid)) as line
     from pg_attribute join pg_class class on class.oid = attrelid
     left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where class.relnamespace = 'public'::regnamespace and class.relkind = 'r' and attnum > 0 and not attisdropped
       and class.relname <> 'counterfoil_migrations'
     order by class.relname collate "C", attname collate "C"`,
  ],
  [
    'table options',
    `select format('%s %s', relname, reloptions) as line from pg_class
     where relnamespace = 'public'::regnamespace and reloptions is not null order by relname collate "C"`,
  ],
  [
    'constraints',
    `select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line from pg_constraint
     where connamespace = 'public'::regnamespace and conrelid <> 0 and contype <> 'n'
       and conrelid::regclass::text <> 'counterfoil_migrations'
     order by conrelid::regclass::text collate "C", conname collate "C"`,
  ],
  [
    'indexes',
    `select indexdef as line from pg_indexes
     where schemaname = 'public' and tablename <> 'counterfoil_migrations' order by indexname collate "C"`,
  ],
  [
    'triggers',
    `select pg_get_triggerdef(pg_trigger.oid) as line from pg_trigger join pg_class on pg_class.oid = tgrelid
     where relnamespace = 'public'::regnamespace and not tgisinternal order by tgname collate "C"`,
  ],
  [
    'functions',
    `select pg_get_functiondef(oid) as line from pg_proc
     where pronamespace = 'public'::regnamespace and prokind = 'f' order by proname collate "C"`,
  ],
  [
    'aggregates',
    `select format('%s(%s) step %s from %s', proname, pg_get_function_arguments(pg_proc.oid), aggtransfn, agginitval) as line
     from pg_aggregate join pg_proc on pg_proc.oid = aggfnoid
     where pronamespace = 'public'::regnamespace order by proname collate "C"`,
  ],
] as const
