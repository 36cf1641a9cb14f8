import type { Denial } from '../../src/domain/permission.ts'
import type { SideValues } from '../../src/domain/record.ts'
import { denialAnswer } from '../../src/slack/messages/denial-answer.ts'
import { discrepancyCard } from '../../src/slack/messages/discrepancy-card.ts'
import { refusal } from '../../src/slack/messages/refusal.ts'
import { noticeModal } from '../../src/slack/messages/resolve-modal.ts'
import { nothingHiddenAnswer, revealedAnswer } from '../../src/slack/messages/revealed-answer.ts'
import { AT, sampleDiscrepancy, sampleMismatch, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const denied = previewsOf(denialAnswer, 'answer')
const refused = previewsOf(refusal, 'answer')
const notice = previewsOf(noticeModal, 'modal')
const revealed = previewsOf(revealedAnswer, 'answer')
const nothingHidden = previewsOf(nothingHiddenAnswer, 'answer')
const card = previewsOf(discrepancyCard, 'channel')

const ABOUT = { action: 'run', title: 'Customers' } as const
const RESOLVE: Denial = {
  action: 'resolve',
  title: 'Customers',
  because: 'not-named',
  who: ['@finance'],
  gone: [],
}

/** Why somebody may not do something. */
const DENIALS: Readonly<Record<string, Denial>> = {
  'one group may': { ...ABOUT, because: 'not-named', who: ['@finance'], gone: [] },
  'groups and people may': {
    ...ABOUT,
    because: 'not-named',
    who: ['@finance', 'S0ONCALL02', 'U0GRACE002'],
    gone: [],
  },
  'many may': {
    ...ABOUT,
    because: 'not-named',
    who: ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((name) => `@${name}`),
    gone: [],
  },
  'a group is not there': { ...ABOUT, because: 'not-named', who: ['@finanse'], gone: ['@finanse'] },
  'nobody may': { ...ABOUT, action: 'reveal', because: 'nobody' },
  'a guest': { ...ABOUT, because: 'standing', standing: 'guest' },
  'somebody of another workspace': { ...ABOUT, because: 'standing', standing: 'stranger' },
  'a deactivated person': { ...ABOUT, because: 'standing', standing: 'deactivated' },
  'a bot': { ...ABOUT, because: 'standing', standing: 'bot' },
  'Slack cannot say': {
    ...ABOUT,
    because: 'unknown',
    who: ['@finance'],
    reason: 'it asks to come back in 30 seconds',
  },
  'Slack cannot say, and nobody is named': {
    ...ABOUT,
    because: 'unknown',
    who: [],
    reason: 'no answer in time',
  },
}

const EMAILS: Readonly<Record<string, SideValues>> = {
  'two sides, another domain': { crm: 'ada@example.com', billing: 'ada@example.org' },
  'two sides, before the @': { crm: 'ada@example.com', billing: 'a.lovelace@example.com' },
  'two sides, nothing alike': { crm: 'ada', billing: 'grace' },
  'two sides, one has nothing': { crm: 'ada@example.com', billing: null },
  'three sides, two agree': {
    crm: 'ada@example.com',
    billing: 'ADA@example.com ',
    mailer: 'ada@example.com',
  },
  'three sides, all differ': { crm: 'ada@example.com', billing: 'Ada@example.com', mailer: 'ada@other.com' },
}

/** Who may not, and what stays hidden. */
export function permissionPreviews(): Preview[] {
  const asked = { refused: 'forbidden', discrepancy: sampleDiscrepancy(), last: null } as const
  return [
    ...Object.entries(DENIALS).map(([state, denial]) => denied(state, denial)),
    refused('forbidden to resolve', { ...asked, denial: RESOLVE }, AT),
    notice('forbidden to resolve', '#12', refusal({ ...asked, denial: RESOLVE }, AT)),
    ...Object.entries(EMAILS).map(([state, values]) =>
      card(`hidden: ${state}`, hiding(values), sampleReconciliation()),
    ),
    ...Object.entries(EMAILS).map(([state, values]) =>
      revealed(state, hiding(values), sampleReconciliation()),
    ),
    nothingHidden('no sensitive field', sampleDiscrepancy()),
  ]
}

function hiding(values: SideValues) {
  const texts = [...new Set(Object.values(values))]
  const agreeing = texts.map((text) => Object.keys(values).filter((side) => values[side] === text))
  const finding = sampleMismatch({ field: 'email', values, agreeing, cause: null })
  return sampleDiscrepancy({
    finding: { ...finding, likelyCorrectReason: 'crm is trusted for email', likelyCorrect: 'crm' },
  })
}
