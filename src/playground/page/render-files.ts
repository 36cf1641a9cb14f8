import type { Message, SharedFile } from '../page-protocol.ts'
import { h, icon } from './dom.ts'
import { renderImage } from './render-media.ts'

/** Files below a message: pictures as such, all with name, size and a way to save them. */
export function renderFiles({ files }: Message): HTMLElement | null {
  return files.length === 0 ? null : h('div', { class: 'files' }, ...files.map(renderFile))
}

function renderFile(file: SharedFile): HTMLElement {
  const { name, title, mimetype } = file
  const url = `/files/${encodeURIComponent(file.id)}`
  const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(mimetype)
  const download = {
    class: 'button',
    href: `${url}?download`,
    download: name,
    'aria-label': `Download ${name}`,
  }
  return h(
    'figure',
    { class: 'file' },
    h(
      'figcaption',
      { class: 'file-facts' },
      h('span', { class: 'file-icon' }, icon(isPicture ? 'picture' : 'file')),
      h(
        'span',
        { class: 'file-words' },
        h('strong', {}, title || name),
        h('span', {}, [kindOf(name), sizeOf(file.bytes)].filter((each) => each !== '').join(', ')),
      ),
      h('a', download, 'Download'),
    ),
    isPicture ? renderImage({ alt_text: file.alt || name, image_url: url }, 'file-picture') : null,
  )
}

function kindOf(name: string): string {
  const [, ending] = /\.([a-z0-9]{1,8})$/i.exec(name) ?? []
  return ending === undefined ? '' : ending.toUpperCase()
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const kilo = bytes < 1e6
  return `${(bytes / (kilo ? 1e3 : 1e6)).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${kilo ? 'kB' : 'MB'}`
}
