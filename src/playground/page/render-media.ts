import type { ImageElement, VideoBlock } from '@slack/types'
import { h, icon } from './dom.ts'
import { link, renderPlain } from './render-text.ts'

type Picture = Pick<ImageElement, 'alt_text'> & {
  image_url?: string
  slack_file?: { id?: string; url?: string }
}

/** A picture; its words in its place when it cannot be loaded. */
export function renderImage(image: Picture, className: string): HTMLElement {
  const url = image.image_url ?? image.slack_file?.url ?? fileUrl(image.slack_file?.id)
  const safe = /^(https?:|\/files?\/|data:image\/(png|jpeg|gif);)/i.test(url)
  const shown = h('img', { class: className, alt: image.alt_text, loading: 'lazy', title: image.alt_text })
  const fail = () => shown.replaceWith(missing(image.alt_text, className))
  shown.addEventListener('error', fail)
  if (!safe) return missing(image.alt_text, className)
  shown.src = url
  return shown
}

/** A film is never loaded here: its picture leads to where it is. */
export function renderVideo(video: VideoBlock): HTMLElement {
  const { title, title_url, author_name, provider_name, description } = video
  const by = [author_name, provider_name].filter((each) => each !== undefined).join(' · ')
  const play = link(video.video_url, '')
  play.classList.add('video-play')
  play.setAttribute('aria-label', `Play ${title.text}`)
  play.replaceChildren(
    renderImage({ alt_text: video.alt_text, image_url: video.thumbnail_url }, 'video-picture'),
    h('span', { class: 'video-button' }, icon('play')),
  )
  return h(
    'div',
    { class: 'video' },
    by === '' ? null : h('div', { class: 'video-by' }, by),
    h('strong', {}, title_url === undefined ? renderPlain(title.text) : link(title_url, title.text)),
    description === undefined ? null : h('div', {}, renderPlain(description.text)),
    play,
  )
}

function missing(words: string, className: string): HTMLElement {
  const label = `Picture cannot be shown: ${words}`
  return h(
    'span',
    { class: `missing missing-${className}`, role: 'img', 'aria-label': label, title: label },
    icon('picture'),
    h('span', { class: 'missing-words' }, words),
  )
}

function fileUrl(id: string | undefined): string {
  return id === undefined ? '' : `/files/${encodeURIComponent(id)}`
}
