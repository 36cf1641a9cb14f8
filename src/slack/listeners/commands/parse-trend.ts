/** What a trend is asked of, or a sentence that says how to. */
export type TrendWords =
  | { readonly field: string | null; readonly days: number }
  | { readonly sentence: string }

export const USUAL_DAYS = 30
/** Twenty points of a week each are as many as a chart has. */
const MOST_DAYS = 140
const PERIOD = /^(?:(.*?) )?(?:(?:last|past) )?(\d{1,4}) ?(d|days?|w|weeks?)$/i

/** Reads what follows the name: `balance`, `8 weeks`, `balance last 30 days`. */
export function parseTrend(words: string, name: string): TrendWords {
  const [, field = '', count, unit = ''] = PERIOD.exec(words) ?? []
  if (count === undefined) return { field: fieldOf(words), days: USUAL_DAYS }
  const days = Number(count) * (unit.toLowerCase().startsWith('w') ? 7 : 1)
  if (days >= 2 && days <= MOST_DAYS) return { field: fieldOf(field), days }
  const asked = `${count} ${unit}`
  return {
    sentence: `A trend is of 2 days to 20 weeks, not of ${asked}. Write it like this: /recon trend ${name} 8 weeks`,
  }
}

function fieldOf(text: string): string | null {
  const field = text.replace(/^["'`\u2018-\u201f]+|["'`\u2018-\u201f]+$/g, '').trim()
  return field === '' ? null : field
}
