import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkBlocks, wordProblems } from '../../src/playground/blocks/check-blocks.ts'
import { findRenderers } from '../slack/messages/find-renderers.ts'
import { previews } from './previews.ts'

const MESSAGES = new URL('../../src/slack/messages/', import.meta.url)
const ALL = previews()

describe('previews', () => {
  test('every renderer of a message, a window or a Home view has some', () => {
    const shown = new Set(ALL.map(({ kind }) => kind))
    const renderers = findRenderers()
    expect(renderers.length).toBeGreaterThan(15)
    expect(renderers.filter((name) => !shown.has(name))).toEqual([])
  })

  test('no two have the same name', () => {
    const names = ALL.map(({ kind, state }) => `${kind} ${state}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('every word for a status, a reason, a cause, a kind, a verdict, a button is on one of them', () => {
    // In the middle of a sentence they begin small.
    const text = JSON.stringify(ALL.map(({ content }) => content)).toLowerCase()
    const words = [
      'words.ts',
      'triage-buttons.ts',
      'look-menu.ts',
      'event-line.ts',
      'check-answer.ts',
    ].flatMap(wordsOf)
    expect(words).toContain('Undo')
    expect(words).toContain('spaces')
    expect(words.filter((word) => !text.includes(JSON.stringify(word.toLowerCase()).slice(1, -1)))).toEqual(
      [],
    )
  })

  test.each(ALL.map((preview) => [`${preview.kind}, ${preview.state}`, preview] as const))(
    '%s is one that Slack takes',
    (_, { content, surface }) => {
      const where = surface === 'modal' || surface === 'home' ? surface : 'message'
      expect(wordProblems(checkBlocks(content.blocks as never, where))).toEqual([])
    },
  )
})

/** The right sides of a file's tables of words: `fixed: 'Fixed at the source',`. */
function wordsOf(file: string): string[] {
  const text = readFileSync(new URL(file, MESSAGES), 'utf8')
  return [...text.matchAll(/const [A-Z_]+(?:: [^=]+)? = \{\n([\s\S]*?)\n\}/g)].flatMap(([, table]) =>
    [...table!.matchAll(/^ {2}'?[\w-]+'?: '(.*)',$/gm)].map(([, word]) => word!),
  )
}
