import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Surface } from '../../src/playground/blocks/block-rules.ts'
import { checkBlocks } from '../../src/playground/blocks/check-blocks.ts'
import { checkInput } from '../../src/playground/blocks/check-input.ts'
import { checkMessage } from '../../src/playground/blocks/check-message.ts'
import { nameBlocks } from '../../src/playground/blocks/name-blocks.ts'
import { readState } from '../../src/playground/blocks/read-state.ts'
import { KNOWN_BLOCKS, KNOWN_ELEMENTS } from './known-blocks.ts'

const SURFACES: readonly Surface[] = ['message', 'modal', 'home']
const label = { type: 'plain_text', text: 'x' }
const GOOD: readonly unknown[] = [
  ...Object.values(KNOWN_BLOCKS),
  ...Object.values(KNOWN_ELEMENTS).map((element) => ({ type: 'input', label, element })),
]

/** A good block with one part of it replaced by anything, or taken out. */
const strange = fc
  .tuple(
    fc.constantFrom(...GOOD),
    fc.nat(),
    fc.oneof(
      fc.constantFrom(
        undefined,
        null,
        '',
        0,
        -1,
        true,
        [],
        {},
        [null],
        { type: 'divider' },
        'x'.repeat(4000),
      ),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  )
  .map(([block, place, part]) => {
    const copy = structuredClone(block) as object
    const places = placesIn(copy)
    const [holder, name] = places[place % places.length]!
    holder[name] = part
    return copy
  })

function placesIn(part: unknown): [holder: Record<string, unknown>, name: string][] {
  if (typeof part !== 'object' || part === null) return []
  const holder = part as Record<string, unknown>
  return Object.entries(holder).flatMap(([name, value]) => [[holder, name] as const, ...placesIn(value)]) as [
    Record<string, unknown>,
    string,
  ][]
}

/** Whether a JSON pointer leads to something. */
function leadsSomewhere(pointer: string, root: unknown): boolean {
  let value = root
  for (const name of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null || !(name in value)) return false
    value = (value as Record<string, unknown>)[name]
  }
  return true
}

describe('blocks with one strange part', () => {
  test('are judged, and each problem points to something that is there', () => {
    fc.assert(
      fc.property(fc.array(strange, { maxLength: 3 }), fc.constantFrom(...SURFACES), (blocks, surface) => {
        const sent = JSON.parse(JSON.stringify(blocks)) as unknown
        const lost = checkBlocks(sent, surface).filter(({ at }) => !leadsSomewhere(at, { blocks: sent }))
        expect(lost).toEqual([])
        expect(() =>
          checkMessage({ text: 'x', markdown: null, blocks: sent as unknown[], attachments: null }),
        ).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })

  test('are stored as good blocks when they are taken, and can be filled in', () => {
    fc.assert(
      fc.property(strange, fc.constantFrom(...SURFACES), (block, surface) => {
        const sent = JSON.parse(JSON.stringify([block])) as unknown
        fc.pre(checkBlocks(sent, surface).length === 0)
        const stored = nameBlocks(sent)
        expect(checkBlocks(stored, surface)).toEqual([])
        expect(() => checkInput(stored, readState(stored, {}))).not.toThrow()
      }),
      { numRuns: 150 },
    )
  })
})
