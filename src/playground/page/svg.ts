type Child = Element | string | null

/** Makes an SVG element; strings become text, never markup. */
export function s(
  tag: string,
  attributes: Readonly<Record<string, string | number | null>> = {},
  ...children: readonly Child[]
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, typeof value === 'number' ? round(value) : value)
  }
  for (const child of children) if (child !== null) element.append(child)
  return element
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100)
}
