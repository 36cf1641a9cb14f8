import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code } from './mrkdwn.ts'

const COMMANDS: readonly (readonly [string, string])[] = [
  ['/recon', 'how much is open, and buttons for all of this'],
  ['/recon check NAME KEY', 'compare one record now and show every field side by side'],
  ['/recon check NAME FROM..TO', 'compare a date range, also `today`, `yesterday` or `last 7 days`'],
  ['/recon check', 'a window that asks which record or which days; `/recon run` opens one too'],
  ['/recon run NAME [deep]', 'compare now what its schedule compares; `deep`: everything'],
  ['/recon list [NAME] [high|medium|low]', 'open discrepancies, with buttons'],
  ['/recon list mine', 'yours; also `unassigned`, `overdue`, `snoozed`, `new`, `acknowledged`, `escalated`'],
  [
    '/recon show NUMBER',
    'all about one discrepancy; with reveal also its hidden values, for who may see them',
  ],
  ['/recon report [NAME] [FROM..TO]', 'a CSV file of what is open, or was on those days, for spreadsheets'],
  [
    '/recon trend NAME [FIELD] [8 weeks]',
    'what came, went and is open over time, by field, and causes that are gone',
  ],
  ['/recon remedies [NAME]', 'fixes that are set up: on, off or automatic, and what they did'],
  ['/recon status', 'health of every reconciliation, and messages that could not be delivered'],
  [
    '/recon pause NAME [2h] [WHY]',
    'its schedule starts no runs; also `until monday 09:00`, or until `/recon resume NAME`',
  ],
  ['/recon retry', 'try to deliver those messages again'],
  ['/recon digest [weeks]', 'the digest as of now, for your eyes only; `weeks`: its trend week by week'],
  ['/recon help', 'this page'],
]

/** Every command with an example that works here. */
export function helpAnswer(names: readonly string[] = []): Message {
  const lines = COMMANDS.map(([usage, meaning]) => `${code(usage)}  ${meaning}`)
  const known =
    names.length === 0
      ? 'No reconciliation is defined yet.'
      : `Names you can use: ${names
          .slice(0, 20)
          .map((name) => code(name, 80))
          .join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}`
  return makeMessage('Counterfoil help: how to use /recon', [
    section('*Counterfoil* finds out where your systems disagree about the same records.'),
    section(...lines),
    section(known),
  ])
}
