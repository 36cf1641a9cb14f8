import type { KnownBlock, RichTextBlock } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { RawValue } from '../../domain/record.ts'
import type { Remedy } from '../../domain/remedy.ts'
import { cut, LIMITS } from '../limits.ts'
import { context, section } from './blocks.ts'
import { code, mention, plain } from './mrkdwn.ts'
import { isSecret, keyText, MASK } from './secrecy.ts'
import { type ValueGroup, valueLines } from './side-values.ts'
import { visible } from './visible.ts'
import { countOf, listWords } from './words.ts'

/** What a remedy would do to one discrepancy, as it was planned. */
export interface ShownPlan {
  readonly remedy: Remedy
  readonly discrepancy: Discrepancy
  readonly side: string
  readonly shown: readonly { readonly label: string; readonly text: string; readonly isSensitive: boolean }[]
  readonly before: Readonly<Record<string, RawValue>>
  readonly after: Readonly<Record<string, RawValue>> | null
  readonly refused: string | null
  /** Attempts that the limit of a day leaves now. */
  readonly left: number
}

const FIELDS = 20
/** What Slack shows of one statement or body. */
const SENT = 2_500

/** What will be changed, from what to what, and exactly what is sent for it. Sensitive values are masked in all of it. */
export function fixPlan(plan: ShownPlan, reconciliation: Reconciliation | null): KnownBlock[] {
  const { remedy, discrepancy, side } = plan
  const { key } = discrepancy.finding
  const names = plain(reconciliation?.keyNames.join(' / ') ?? 'key')
  return [
    section(
      `🔧 *${plain(remedy.title)}*`,
      `Changes *${plain(side)}*  ·  ${names} ${code(keyText(reconciliation, key))}`,
    ),
    ...(remedy.dryRun
      ? [
          section(
            '🧪 *Dry run*: all is tried and taken back, nothing stays changed. The config says so (dryRun).',
          ),
        ]
      : []),
    ...changes(plan, reconciliation),
    ...sentBlocks(plan.shown),
    context(approvalText(remedy), limitText(plan)),
  ]
}

/** Before and after of each field, the difference marked as on the card. */
function changes({ before, after, side }: ShownPlan, reconciliation: Reconciliation | null): KnownBlock[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after ?? {})])]
  const blocks = fields.slice(0, FIELDS).flatMap((field): KnownBlock[] => {
    const values = [valueGroup('now', before[field]), valueGroup('after', after?.[field])]
    const secret = isSecret(reconciliation, field)
    const elements = valueLines(values.flat(), { secret, likelyCorrect: null })
    const list: RichTextBlock = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_list', style: 'bullet', indent: 0, elements }],
    }
    return [section(`${code(field)} in ${plain(side)}`), list]
  })
  if (fields.length > FIELDS) blocks.push(context(`and ${countOf(fields.length - FIELDS, 'field')} more`))
  if (after === null) blocks.push(context('What will be there afterwards only what is sent decides.'))
  return blocks
}

/** One line of a field; none where nothing is known of it then. */
function valueGroup(when: string, raw: RawValue | undefined): ValueGroup[] {
  return raw === undefined ? [] : [[{ sides: [when], raw }]]
}

type Shown = ShownPlan['shown']

/** As it is sent, in boxes, where nothing is read as a mention, a link or a format; a statement's parameters share one. */
export function sentBlocks(shown: Shown): KnownBlock[] {
  const [parameters, parts] = [shown.filter(isParameter), shown.filter((part) => !isParameter(part))]
  const lines = parameters.map((part) => `${visible(part.label)} = ${cut(sentText(part), LIMITS.cellText)}`)
  return [
    ...parts.map((part) => box(part.label, sentText(part))),
    ...(lines.length === 0 ? [] : [box('With', lines.join('\n'))]),
  ]
}

function isParameter({ label }: Shown[number]): boolean {
  return label.startsWith(':')
}

function sentText({ text, isSensitive }: Shown[number]): string {
  return isSensitive ? MASK : visibleLines(text)
}

function box(label: string, text: string): RichTextBlock {
  const heading = cut(visible(label), LIMITS.cellText) || '–'
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: heading, style: { bold: true } }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: cut(text, SENT) || ' ' }] },
    ],
  }
}

/** Line by line, as it is written, each with its indent. */
function visibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.slice(0, line.search(/[^ ]|$/)) + visible(line.trimStart()))
    .join('\n')
}

/** Who may let it happen. */
export function approvalText({ approve, autoAfter }: Remedy): string {
  if (approve === 'person') return 'Everybody who may fix may apply it'
  if (approve === 'auto')
    return `Everybody who may fix may apply it; by itself once somebody enables that, after ${autoAfter} approved successes`
  return `May be applied by ${listWords(approve.map(mention))}`
}

export function limitText({ remedy: { limit }, left }: Pick<ShownPlan, 'remedy' | 'left'>): string {
  return `*${left.toLocaleString('en')}* of ${limit.day.toLocaleString('en')} left within 24 hours`
}
