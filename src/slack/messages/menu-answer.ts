import { button, context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code } from './mrkdwn.ts'

/** Action ids of the buttons: what the listeners are registered for. */
export const MENU_ACTION_IDS = {
  list: 'menu.list',
  mine: 'menu.mine',
  status: 'menu.status',
  check: 'menu.check',
  run: 'menu.run',
  report: 'menu.report',
  help: 'menu.help',
} as const

export interface MenuView {
  readonly open: number
  /** Those of the open ones that wait for their time. */
  readonly snoozed: number
  /** Those of the others that are assigned to whoever looks at it. */
  readonly mine: number
}

/** What a bare `/recon` shows: how much is open, and where to go. */
export function menuAnswer({ open, snoozed, mine }: MenuView): Message {
  const asleep = snoozed === 0 ? '' : ` (${snoozed.toLocaleString('en')} snoozed)`
  const sentence =
    open === 0
      ? '✅ Nothing is open'
      : `*${open.toLocaleString('en')}* open${asleep}, *${mine.toLocaleString('en')}* assigned to you`
  const { list, status, check, run, report, help } = MENU_ACTION_IDS
  return makeMessage(`Counterfoil: ${open} open${asleep}, ${mine} assigned to you`, [
    section(`*Counterfoil*  ·  ${sentence}`),
    {
      type: 'actions',
      block_id: 'menu',
      elements: [
        button('What is open', list, 'list'),
        button('Mine', MENU_ACTION_IDS.mine, 'mine'),
        button('Status', status, 'status'),
        button('Check a record…', check, 'check'),
        button('Run…', run, 'run'),
        button('Report (CSV)', report, 'report'),
        button('Help', help, 'help'),
      ],
    },
    context(`Or type it: ${code('/recon check NAME KEY')}, ${code('/recon list mine')}`),
  ])
}
