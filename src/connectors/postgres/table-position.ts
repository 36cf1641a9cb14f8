/** How far a change table was read, as the tracker remembers it. */
export interface TablePosition {
  /** Which table of which server it was. */
  readonly table: string
  /** Of transactions before this one every row was there to be read. */
  readonly xmin: string
  /** The greatest order that was there; null: the table was empty. */
  readonly newest: string | null
  /** Rows before this are known to have been read, whoever wrote them; null: none are. */
  readonly from: string | null
  /** What may become `from`, the oldest first. */
  readonly marks: readonly Mark[]
}

interface Mark {
  readonly at: string
  readonly xmax: string
  readonly newest: string | null
}

/** What was seen of the table just now. */
type Seen = Pick<TablePosition, 'table' | 'xmin' | 'newest'> & { readonly xmax: string }

const MOST_MARKS = 100

/**
 * `from` spares reading the whole table, and must be before every row that may still come. A row after the greatest number
 * of some instant can only be written by who had no number then: so that number is safe when everybody who wrote then
 * is through, and so much time has passed as may lie between taking a number and beginning to write.
 */
export function nextTablePosition(
  before: TablePosition | null,
  { table, xmin, xmax, newest }: Seen,
  { at, overlapSeconds }: { readonly at: Date; readonly overlapSeconds: number },
): TablePosition {
  const known = before?.table === table ? before : null
  const marks = [...(known?.marks ?? []), { at: at.toISOString(), xmax, newest }]
  const latest = at.getTime() - overlapSeconds * 1_000
  const safe = marks.findLastIndex(
    (mark) => BigInt(mark.xmax) <= BigInt(xmin) && new Date(mark.at).getTime() <= latest,
  )
  return {
    table,
    xmin,
    newest,
    from: safe < 0 ? (known?.from ?? null) : marks[safe]!.newest,
    marks: thinOut(marks.slice(safe + 1)),
  }
}

/** Runs each minute beside a transaction of hours would make a long list. */
function thinOut(marks: readonly Mark[]): readonly Mark[] {
  return marks.length > MOST_MARKS ? marks.filter((_, index) => index % 2 === 0) : marks
}
