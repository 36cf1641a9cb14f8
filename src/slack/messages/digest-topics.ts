import type { SectionBlock } from '@slack/types'
import type { DigestFacts } from '../../domain/digest-facts.ts'
import { section } from './blocks.ts'
import { code, plain } from './mrkdwn.ts'
import { describeCause, KIND_LABELS } from './words.ts'

/** What most of it is about: fields, and causes where some were recognised. */
export function digestTopics({ causes = [], fields = [] }: DigestFacts): SectionBlock | null {
  const byField = fields.map((each) => `${fieldName(each)} ${counts(each)}`)
  const byCause = causes.map((each) => `${plain(describeCause(each.cause), 80)} ${counts(each)}`)
  const lines = [
    byField.length === 0 ? '' : `*Mostly*  ${byField.join('  ·  ')}`,
    byCause.length === 0 ? '' : `*Looks like*  ${byCause.join('  ·  ')}`,
  ].filter((line) => line !== '')
  return lines.length === 0 ? null : section(...lines)
}

/** A value that differs is named by its field; whatever else is wrong, by what that is. */
function fieldName({ kind, field }: NonNullable<DigestFacts['fields']>[number]): string {
  if (field === null) return KIND_LABELS[kind].toLowerCase()
  return kind === 'mismatch' ? code(field, 80) : `${code(field, 80)} ${KIND_LABELS[kind].toLowerCase()}`
}

function counts({ opened, open }: { readonly opened: number; readonly open: number }): string {
  const parts = [
    opened === 0 ? '' : `${opened.toLocaleString('en')} new`,
    open === 0 ? '' : `${open.toLocaleString('en')} open`,
  ].filter((part) => part !== '')
  return `(${parts.join(', ')})`
}
