import type { Message } from '../page-protocol.ts'
import { h, icon } from './dom.ts'
import { toast } from './toast.ts'

/** What stands over a message while one points at it or has it in focus. */
export function messageTools(message: Message, openThread: ((ts: string) => void) | null): HTMLElement {
  const tool = (name: string, label: string, press: () => void) =>
    h('button', { type: 'button', 'aria-label': label, title: label, onclick: press }, icon(name))
  return h(
    'div',
    { class: 'message-tools', role: 'group', 'aria-label': 'Message' },
    openThread === null
      ? null
      : tool('thread', 'Reply in thread', () => openThread(message.threadTs ?? message.ts)),
    tool('link', 'Copy link', () => void copyLink(message)),
  )
}

async function copyLink({ channel, ts }: Message): Promise<void> {
  const url = `${location.origin}/archives/${channel}/p${ts.replace('.', '')}`
  try {
    await navigator.clipboard.writeText(url)
    toast('The link is in the clipboard.')
  } catch {
    toast(`This browser keeps its clipboard to itself. The link is ${url}`)
  }
}
