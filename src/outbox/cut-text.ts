/** A text of at most so many UTF-16 units, with an ellipsis where it was longer, and no half characters. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
