/** A text as a literal of DuckDB's SQL. Only for what we or the config wrote: paths, column names, constants. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A path as a literal that means this one file, whatever stands in its name. */
export function quotePath(path: string): string {
  return quoteText(path.replace(/[*?[]/g, '[$&]'))
}

/** A column's raw text as a cell of a batch: the escapes of COPY, `\N` for null. */
export function escapeExpression(text: string): string {
  const escapes = [
    [`'\\'`, `'\\\\'`],
    ['chr(9)', `'\\t'`],
    ['chr(10)', `'\\n'`],
    ['chr(13)', `'\\r'`],
  ]
  const replaced = escapes.reduce((sql, [from, to]) => `replace(${sql}, ${from}, ${to})`, text)
  return `coalesce(${replaced}, '\\N')`
}

/**
 * The raw text of a cell. What stands between doubled backslashes holds only the escapes of tab, newline and return,
 * so cutting there first makes the replacements safe.
 */
export function unescapeExpression(cell: string): string {
  const part = `replace(replace(replace(part, '\\t', chr(9)), '\\n', chr(10)), '\\r', chr(13))`
  const joined = `array_to_string(list_transform(string_split(${cell}, '\\\\'), lambda part: ${part}), '\\')`
  return `CASE WHEN ${cell} = '\\N' THEN NULL WHEN contains(${cell}, '\\') THEN ${joined} ELSE ${cell} END`
}
