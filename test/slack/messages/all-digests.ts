import type { DigestFacts } from '../../../src/domain/digest-facts.ts'
import { type DigestView, digest } from '../../../src/slack/messages/digest.ts'
import type { Message } from '../../../src/slack/messages/message.ts'
import type { Listed } from '../../../src/slack/messages/words.ts'
import { QUIET } from '../samples.ts'

/** Every kind of digest with this text wherever text of others can stand. */
export function allDigests(text: string, rows: readonly Listed[]): Record<string, Message> {
  return {
    digest: digest({ facts: factsOf(text, 200), rows }),
    'digest with all figures': digest(figuresOf(text, rows)),
    'digest without its chart': digest(figuresOf(text, rows)).plainer!,
    'quiet digest': digest({ facts: QUIET, rows: [] }),
  }
}

/** A trend that is longer than a chart may be, and every name from outside. */
function figuresOf(text: string, rows: readonly Listed[]): DigestView {
  const facts: DigestFacts = {
    ...factsOf(text, 15),
    day: text,
    resolvedByPeople: 7,
    resolvers: {
      people: 9,
      top: Array(3).fill({ actor: { kind: 'person', id: text, surface: 'cli' }, count: 1 }),
    },
    acknowledgedAfter: { seconds: 12, count: 7 },
    resolvedAfter: { seconds: 1_200_000, count: 1 },
    openBefore: 1,
    causes: Array(3).fill({ cause: text, opened: 1, open: 2 }),
    fields: Array(3).fill({ kind: 'mismatch', field: text, opened: 1, open: 2 }),
    trend: {
      unit: 'day',
      points: Array.from({ length: 30 }, (_, at) => ({
        day: `2026-10-${String(at + 1).padStart(2, '0')}`,
        opened: at,
        resolved: 0,
        open: at,
      })),
    },
    held: Array(40).fill(text),
    failing: Array(40).fill(text),
    stopped: Array(40).fill(text),
  }
  return { facts, rows, id: `#${text}:2026-11-02` }
}

function factsOf(text: string, count: number): DigestFacts {
  return {
    ...QUIET,
    opened: 5_000,
    reopened: 2,
    open: { high: 3, medium: 4, low: 5 },
    oldest: { number: 3, firstSeenAt: QUIET.since },
    reconciliations: Array.from({ length: count }, () => ({
      name: text,
      title: text,
      opened: 1,
      resolved: 2,
      open: 3,
    })),
    numbers: [1],
  }
}
