import { pictureOf, SCHEMES } from './picture-of.ts'
import type { Preview } from './preview.ts'

/** A page with all pictures by kind, light beside dark, each with the text that notifications and screen readers have. */
export function contactSheet(previews: readonly Preview[]): string {
  const kinds = [...new Set(previews.map(({ kind }) => kind))]
  const links = kinds.map((kind) => `<a href="#${kind}">${kind}</a>`).join(' ')
  const sections = kinds.map(
    (kind) =>
      `<h2 id="${kind}">${kind}</h2>\n${previews
        .filter((preview) => preview.kind === kind)
        .map(figure)
        .join('\n')}`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Previews</title>
<style>${STYLE}</style>
<h1>${previews.length} previews</h1>
<nav>${links}</nav>
${sections.join('\n')}
</html>
`
}

const STYLE = `
body { background: #e8e8ea; color: #1d1c1d; font: 14px/1.4 system-ui, sans-serif; margin: 24px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; }
figure { margin: 0 0 28px; }
figcaption { margin: 0 0 6px; }
figcaption span { color: #55545a; }
div { align-items: start; display: flex; gap: 12px; }
img { border: 1px solid #c8c8cc; border-radius: 6px; max-width: calc(50vw - 32px); }
`

function figure(preview: Preview): string {
  const { state, surface, content } = preview
  const text = 'text' in content ? content.text : content.type
  const pictures = SCHEMES.map(
    (scheme) => `<img loading="lazy" alt="" src="${escapeHtml(pictureOf(preview, scheme))}">`,
  )
  return `<figure><figcaption><b>${escapeHtml(state)}</b> (${surface})<br><span>${escapeHtml(text)}</span></figcaption><div>${pictures.join('')}</div></figure>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
