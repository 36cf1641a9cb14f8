import type { Message } from '../page-protocol.ts'
import { h, icon } from './dom.ts'

/** A file shared with a message, as Slack describes one. */
interface SharedFile {
  readonly name?: string
  readonly title?: string
  readonly mimetype?: string
  readonly size?: number
  readonly url_private?: string
  readonly url_private_download?: string
  readonly alt_txt?: string
}

/** Files below a message: pictures as such, all with name, size and a way to save them. */
export function renderFiles(message: Message & { files?: unknown }): HTMLElement | null {
  const files = Array.isArray(message.files) ? (message.files as SharedFile[]) : []
  return files.length === 0 ? null : h('div', { class: 'files' }, ...files.map(renderFile))
}

function renderFile(file: SharedFile): HTMLElement {
  const name = file.name ?? file.title ?? 'File'
  const url = addressOf(file.url_private_download ?? file.url_private)
  const shown = addressOf(file.url_private ?? file.url_private_download)
  const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? '')
  const picture =
    isPicture && shown !== null
      ? h('img', { class: 'file-picture', src: shown, alt: file.alt_txt || name, loading: 'lazy' })
      : null
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
        h('strong', {}, name),
        h('span', {}, [kindOf(name), sizeOf(file.size)].filter((each) => each !== '').join(', ')),
      ),
      url === null
        ? null
        : h(
            'a',
            { class: 'button', href: url, download: name, 'aria-label': `Download ${name}` },
            'Download',
          ),
    ),
    picture,
  )
}

/** Only what the web serves becomes a link. */
function addressOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url, location.origin)) return null
  const parsed = new URL(url, location.origin)
  return /^https?:$/.test(parsed.protocol) ? parsed.href : null
}

function kindOf(name: string): string {
  const [, ending] = /\.([a-z0-9]{1,8})$/i.exec(name) ?? []
  return ending === undefined ? '' : ending.toUpperCase()
}

function sizeOf(bytes: number | undefined): string {
  if (bytes === undefined) return ''
  if (bytes < 1000) return `${bytes} bytes`
  const kilo = bytes < 1e6
  return `${(bytes / (kilo ? 1e3 : 1e6)).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${kilo ? 'kB' : 'MB'}`
}
