import type { HomeView, ModalView } from '@slack/types'
import { type Discrepancy, STATUSES } from '../domain/discrepancy.ts'
import type { Finding, MismatchFinding } from '../domain/finding.ts'
import { traitsOf } from '../domain/finding-traits.ts'
import { plainField } from '../domain/plain-field.ts'
import { plainReconciliation, plainSide } from '../domain/plain-reconciliation.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import { checkModal } from './messages/check-modal.ts'
import { digest } from './messages/digest.ts'
import { discrepancyCard } from './messages/discrepancy-card.ts'
import { discrepancyNote } from './messages/discrepancy-note.ts'
import { failingRuns } from './messages/failing-runs.ts'
import { helpAnswer } from './messages/help-answer.ts'
import { historyModal } from './messages/history-modal.ts'
import { firstPage } from './messages/home-page.ts'
import { homeView } from './messages/home-view.ts'
import { listAnswer } from './messages/list-answer.ts'
import { menuAnswer } from './messages/menu-answer.ts'
import type { Message } from './messages/message.ts'
import { reportAnswer } from './messages/report-answer.ts'
import { resolveModal } from './messages/resolve-modal.ts'
import { runGroup } from './messages/run-group.ts'
import { runModal } from './messages/run-modal.ts'
import { statusAnswer } from './messages/status-answer.ts'

const AT = new Date('2026-11-02T09:30:00Z')
const RUN = { kind: 'run', id: 'r1', surface: 'run' } as const

const CUSTOMERS: Reconciliation = {
  ...plainReconciliation('customers'),
  title: 'Customers',
  sides: [plainSide('crm'), plainSide('billing')],
  keyNames: ['id'],
  fields: [plainField('balance'), plainField('plan')],
}

const MISMATCH: MismatchFinding = {
  kind: 'mismatch',
  key: { id: '1042' },
  severity: 'high',
  field: 'balance',
  values: { crm: '42.50', billing: '42.05' },
  agreeing: [['crm'], ['billing']],
  likelyCorrect: 'billing',
  likelyCorrectReason: 'billing is trusted for balance',
  cause: 'rounding',
}

const FINDINGS: readonly Finding[] = [
  MISMATCH,
  { kind: 'missing', key: { id: '7' }, severity: 'high', presentOn: ['crm'], missingFrom: ['billing'] },
  { kind: 'duplicate', key: { id: '8' }, severity: 'medium', side: 'billing', count: 3 },
  { kind: 'invalid', key: { id: '9' }, severity: 'low', side: 'crm', field: 'balance', raw: 'n/a' },
]

const DISCREPANCY: Discrepancy = {
  number: 12,
  reconciliation: 'customers',
  fingerprint: 'f',
  finding: MISMATCH,
  status: 'new',
  statusBy: RUN,
  statusAt: AT,
  resolution: null,
  owner: null,
  snooze: null,
  damped: null,
  firstSeenAt: AT,
  lastSeenAt: AT,
  timesSeen: 3,
  timesReopened: 0,
  reopenedAt: null,
  reopenedBeforeAt: null,
  firstRunId: 'r1',
  lastRunId: 'r1',
  toldRunId: 'r1',
  version: 1,
}

const FAILED: Run = {
  id: 'r1',
  reconciliation: 'customers',
  trigger: 'schedule',
  requestedBy: 'schedule',
  scope: { kind: 'everything' },
  state: 'failed',
  part: null,
  configHash: null,
  startedAt: AT,
  finishedAt: AT,
  summary: null,
  changes: null,
  error: 'billing did not answer',
}

const rows = [{ discrepancy: DISCREPANCY, reconciliation: CUSTOMERS }]

/** What the bot says, by name, about discrepancies that nobody has: for asking Slack whether it takes them. */
export function sampleMessages(): Readonly<Record<string, Message>> {
  const page = { reconciliation: null, severities: [], from: null }
  const failing = { reconciliation: CUSTOMERS, first: FAILED, newest: FAILED, count: 3 }
  return {
    ...cards(),
    note: discrepancyNote({
      ...rows[0]!,
      event: 'escalated',
      actor: { kind: 'person', id: 'U012ABCDEF', surface: 'slack' },
      at: AT,
      note: null,
    }),
    'group of a run': runGroup({
      run: FAILED,
      reconciliation: CUSTOMERS,
      counts: [{ ...traitsOf(DISCREPANCY.finding), severity: 'high', status: 'new', count: 40 }],
      rows: [DISCREPANCY],
    }),
    'failing runs': failingRuns({ ...failing, lastGood: null, endedBy: null }),
    digest: digest({ facts: FACTS, rows }),
    list: listAnswer({ rows, total: 1, passed: 0, page, title: null }),
    status: statusAnswer({ reconciliations: [HEALTH], failedDeliveries: [] }),
    menu: menuAnswer({ open: 1, mine: 0, snoozed: 0 }),
    help: helpAnswer(['customers']),
    report: reportAnswer(
      { title: 'Customers', name: 'customers', period: null, rows: 1, leftOut: [] },
      { kind: 'refused', error: 'missing_scope', needed: 'files:write' },
    ),
  }
}

/** Its windows and its Home tab. */
export function sampleWindows(): Readonly<Record<string, ModalView | HomeView>> {
  return {
    'window: resolve': resolveModal(12, ''),
    'window: check': checkModal(CUSTOMERS, '{}'),
    'window: run': runModal(CUSTOMERS, '{}'),
    'window: history': historyModal({ ...rows[0]!, entries: [], place: null, hasOlder: false }),
    'Home tab': homeView({
      page: firstPage('health'),
      counts: { mine: 0, unassigned: 0, open: 0, snoozed: 0, undelivered: 0 },
      body: { kind: 'health', total: 1, reconciliations: [HEALTH], elsewhere: [] },
      notice: null,
      at: AT,
    }),
  }
}

/** Each kind of finding, and one in each state. */
function cards(): Record<string, Message> {
  const one = (name: string, changes: Partial<Discrepancy>) =>
    [`card: ${name}`, discrepancyCard({ ...DISCREPANCY, ...changes }, CUSTOMERS)] as const
  return Object.fromEntries([
    ...FINDINGS.map((finding) => one(finding.kind, { finding })),
    ...STATUSES.map((status) =>
      one(
        status,
        status === 'resolved' ? { status, resolution: { reason: 'agrees', note: null } } : { status },
      ),
    ),
  ])
}

const HEALTH = {
  reconciliation: CUSTOMERS,
  lastRun: FAILED,
  running: null,
  open: { high: 1, medium: 0, low: 0 },
  nextRunAt: AT,
}

const FACTS = {
  day: '2026-11-02',
  since: '2026-11-01T09:00:00.000Z',
  until: '2026-11-02T09:00:00.000Z',
  opened: 1,
  reopened: 0,
  resolvedByPeople: 0,
  resolvedByThemselves: 0,
  open: { high: 1, medium: 0, low: 0 },
  reconciliations: [{ name: 'customers', title: 'Customers', opened: 1, resolved: 0, open: 1 }],
  oldest: null,
  numbers: [12],
} as const
