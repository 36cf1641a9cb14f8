import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../src/playground/page/markdown.ts'

const paragraph = (text: string) => ({ kind: 'paragraph', text })

describe('standard Markdown', () => {
  it('is read into headings, paragraphs, rules and quotes', () => {
    expect(parseMarkdown('## Two ##\nwords\ngo on\n\nmore\n---\n> said\n> twice')).toEqual([
      { kind: 'heading', level: 2, text: 'Two' },
      paragraph('words\ngo on'),
      paragraph('more'),
      { kind: 'rule' },
      { kind: 'quote', parts: [paragraph('said\ntwice')] },
    ])
  })

  it('leaves what is in a fence alone, closed or not', () => {
    const code = { kind: 'code', text: '# no heading\n- no item' }
    expect(parseMarkdown('```sql\n# no heading\n- no item\n```\nafter')).toEqual([code, paragraph('after')])
    expect(parseMarkdown('```\n# no heading\n- no item')).toEqual([code])
  })

  it('nests lists by their indent, and knows tasks and numbers', () => {
    const [list] = parseMarkdown('3. first\n   - [x] done\n   - [ ] to do\n4. second')
    const task = (ticked: boolean, text: string) => ({ ticked, parts: [paragraph(text)] })
    const inner = {
      kind: 'list',
      ordered: false,
      start: 1,
      items: [task(true, 'done'), task(false, 'to do')],
    }
    expect(list).toEqual({
      kind: 'list',
      ordered: true,
      start: 3,
      items: [
        { ticked: null, parts: [paragraph('first'), inner] },
        { ticked: null, parts: [paragraph('second')] },
      ],
    })
  })

  it('reads tables with their alignment, and a pipe in a cell', () => {
    expect(parseMarkdown('a | b | c\n:--|--:|:-:\n1 | x \\| y | 3')).toEqual([
      {
        kind: 'table',
        aligns: ['left', 'right', 'center'],
        rows: [
          ['a', 'b', 'c'],
          ['1', 'x | y', '3'],
        ],
      },
    ])
  })

  it('takes a list mark without an end as it is', () => {
    expect(parseMarkdown('-no item\n#no heading\na | b')).toEqual([paragraph('-no item\n#no heading\na | b')])
  })
})
