import type { RichTextElement, RichTextSection } from '@slack/types'
import type { SchemaFinding } from '../../domain/finding.ts'
import { cut, LIMITS } from '../limits.ts'
import { line } from './side-values.ts'
import { visible } from './visible.ts'

/** What the sources say of a field that cannot be compared, and what to do about it. */
export function schemaLines(finding: SchemaFinding): RichTextSection[] {
  return finding.problem === 'missing-column' ? missingColumn(finding) : typeMismatch(finding)
}

function missingColumn({ field, side, column, nearest }: SchemaFinding): RichTextSection[] {
  const gone: RichTextElement = { type: 'text', text: 'has no column ', style: { bold: true } }
  const like: RichTextElement[] =
    nearest === null ? [] : [{ type: 'text', text: ', but one that is called ' }, name(nearest)]
  return [
    line([side ?? ''], [gone, name(column), ...like]),
    remedy('Bring the column back, or name it in the config: ', `sides.${side}.columns.${field}`),
  ]
}

function typeMismatch({ field, types }: SchemaFinding): RichTextSection[] {
  return [
    ...Object.entries(types).map(([side, type]) =>
      line([side], [{ type: 'text', text: 'has the type ' }, name(type)]),
    ),
    remedy('Say in the config what it is: ', `fields.${field}.type`),
  ]
}

function remedy(what: string, place: string): RichTextSection {
  const until = '. Until then the field is compared on no side.'
  return {
    type: 'rich_text_section',
    elements: [{ type: 'text', text: what }, name(place), { type: 'text', text: until }],
  }
}

/** A column without a name is possible in a file. */
function name(text: string | null): RichTextElement {
  return { type: 'text', text: cut(visible(text ?? ''), LIMITS.cellText) || ' ', style: { code: true } }
}
