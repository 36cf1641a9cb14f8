/** A piece of a template: text as it stands, or a placeholder. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string; readonly type: PlaceholderType }

/** How a value stands in JSON. */
const PLACEHOLDER_TYPES = ['text', 'number', 'boolean'] as const
export type PlaceholderType = (typeof PLACEHOLDER_TYPES)[number]

/** Cuts a template at its `{placeholders}`. `{{` and `}}` are braces themselves; a brace that encloses nothing is text too. */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  const addText = (text: string) => {
    if (text !== '') parts.push({ kind: 'text', text })
  }
  for (const found of template.matchAll(/\{\{|\}\}|\{([^{}]+)\}/g)) {
    addText(template.slice(from, found.index))
    from = found.index + found[0].length
    if (found[1] === undefined) addText(found[0][0]!)
    else parts.push(readPlaceholder(found[1]))
  }
  addText(template.slice(from))
  return parts
}

function readPlaceholder(words: string): TemplatePart {
  const colon = words.lastIndexOf(':')
  const type = PLACEHOLDER_TYPES.find((each) => colon !== -1 && each === words.slice(colon + 1).trim())
  const name = (type === undefined ? words : words.slice(0, colon)).trim()
  return { kind: 'placeholder', name, type: type ?? 'text' }
}
