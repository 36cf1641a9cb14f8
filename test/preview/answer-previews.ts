import { CounterfoilError } from '../../src/domain/errors.ts'
import { helpAnswer } from '../../src/slack/messages/help-answer.ts'
import { problemAnswer } from '../../src/slack/messages/problem-answer.ts'
import { progressAnswer } from '../../src/slack/messages/progress-answer.ts'
import { type Preview, previewsOf } from './preview.ts'

const help = previewsOf(helpAnswer, 'answer')
const problem = previewsOf(problemAnswer, 'answer')
const progress = previewsOf(progressAnswer, 'answer')

/** Help, progress, and what went wrong. */
export function answerPreviews(): Preview[] {
  const customers = { title: 'Customers' }
  const rows = { crm: 120_000, billing: 118_000 }
  const busy = [{ source: 'crm', seconds: 130 }]
  return [
    help('names to use', ['customers', 'payments']),
    help(
      'more names than it shows',
      Array.from({ length: 25 }, (_, index) => `reconciliation_${index + 1}`),
    ),
    help('nothing is defined', []),
    progress('begun', customers),
    progress('reading', customers, { rows, expected: {}, seconds: 2 }),
    progress('reading, the end is known', customers, {
      rows,
      expected: { crm: 1_000_000, billing: 990_000 },
      seconds: 2,
    }),
    progress('waiting for a busy source', customers, null, busy),
    problem(
      'unclear command',
      new CounterfoilError('usage', 'There is no command "chekc". Did you mean /recon check customers 1042?'),
      'a1b2c3d4',
    ),
    problem(
      'a source is away',
      new CounterfoilError(
        'source-unreachable',
        'billing cannot be reached: the connection to db.internal:5432 was refused. Nothing was concluded.',
      ),
      'a1b2c3d4',
    ),
    problem(
      'several lines',
      new CounterfoilError('refused', 'This window is from an older version.\nPlease click Resolve again.'),
      'a1b2c3d4',
    ),
    problem('a fault of our own', new Error('unexpected'), 'a1b2c3d4'),
  ]
}
