import { describe, expect, it } from 'vitest'
import { formatSlackDate } from '../../src/playground/page/format-date.ts'
import { type Inline, parseInline, parseMrkdwn } from '../../src/playground/page/mrkdwn.ts'

/** A line in a short notation: bold as `b(...)` and so on. */
function sketch(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.kind === 'text') return inline.text
      if ('children' in inline) return `${inline.kind}(${sketch(inline.children)})`
      if (inline.kind === 'code') return `code(${inline.text})`
      if (inline.kind === 'emoji') return `emoji(${inline.name})`
      if (inline.kind === 'link') return `link(${inline.url} ${inline.label})`
      if (inline.kind === 'date') return `date(${inline.seconds} ${inline.format} ${inline.label})`
      return `${inline.kind}(${inline.id})`
    })
    .join('')
}

describe('parseInline', () => {
  const lines: [source: string, read: string][] = [
    ['*bold* _italic_ ~strike~', 'bold(bold) italic(italic) strike(strike)'],
    ['*_both_*', 'bold(italic(both))'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold *', '* not bold *'],
    ['`*raw* &lt;b&gt;`', 'code(*raw* <b>)'],
    ['<https://a.example/x?a=1&amp;b=2|the *link*>', 'link(https://a.example/x?a=1&b=2 the *link*)'],
    ['<javascript:alert(1)|x>', '<javascript:alert(1)|x>'],
    ['<@U1> in <#C1|ops>, <!here>', 'user(U1) in channel(C1), broadcast(here)'],
    ['&lt;script&gt; &amp;amp;', '<script> &amp;'],
    ['at 10:30:15 :white_check_mark:', 'at 10:30:15 emoji(white_check_mark)'],
    ['<!date^1700000000^{date}|then>', 'date(1700000000 {date} then)'],
  ]

  it.each(lines)('%s', (source, read) => {
    expect(sketch(parseInline(source))).toBe(read)
  })
})

describe('parseMrkdwn', () => {
  it('keeps quotes, code and lines apart', () => {
    const passages = parseMrkdwn('one\ntwo\n&gt; said\n&gt; again\n```\n*raw*\n```\nend')
    expect(passages.map((passage) => passage.kind)).toEqual(['lines', 'quote', 'pre', 'lines'])
    expect(passages[1]).toMatchObject({ lines: [[{ text: 'said' }], [{ text: 'again' }]] })
    expect(passages[2]).toEqual({ kind: 'pre', text: '*raw*' })
  })

  it('shows code that never ends as it is written', () => {
    expect(parseMrkdwn('```oops')).toEqual([{ kind: 'lines', lines: [[{ kind: 'text', text: '```oops' }]] }])
  })
})

describe('formatSlackDate', () => {
  it('names days near today and leaves unknown tokens alone', () => {
    const now = new Date(2026, 10, 5, 12)
    const yesterday = new Date(2026, 10, 4, 23, 59).getTime() / 1000
    expect(formatSlackDate(yesterday, '{date_pretty} {what}', now)).toBe('yesterday {what}')
    expect(formatSlackDate(yesterday, '{date_num}', now)).toBe('2026-11-04')
  })
})
