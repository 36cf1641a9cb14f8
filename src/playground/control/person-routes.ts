import { z } from 'zod'
import { say } from '../interactions/say.ts'
import { type ControlRoute, type Desk, plain, withBody } from './control-route.ts'
import { findChannel } from './find-channel.ts'
import { findPerson } from './find-person.ts'
import { present } from './present.ts'

const value = z.union([z.string(), z.array(z.string()), z.null()])
/** By block id and action id: what stands in each input. */
const values = z.record(z.string(), z.record(z.string(), value))

const Click = z.strictObject({
  actionId: z.string(),
  blockId: z.string().optional(),
  /** Of a message, or `viewId` of a modal or Home view. */
  channel: z.string().optional(),
  ts: z.string().optional(),
  viewId: z.string().optional(),
  value: value.optional(),
  values: values.optional(),
})

const Search = z.strictObject({
  actionId: z.string(),
  blockId: z.string(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  viewId: z.string().optional(),
  value: z.string().default(''),
})

/** What people do. Each answers with what the person sees: `ok`, `problem`, `errors`. */
export const personRoutes: readonly ControlRoute[] = [
  plain('GET', { path: '/people', does: 'lists the people' }, ({ stage }) => ({
    people: [...stage.workspace.members.values()].filter(({ kind }) => kind === 'person'),
  })),
  plain(
    'GET',
    {
      path: '/people/:person',
      does: 'tells what a person has open: modals, the top one last, and the Home view',
    },
    (desk, { at }) => {
      const { id, name } = findPerson(desk, at('person'))
      return { id, name, views: desk.playground().views(id), home: desk.playground().home(id) }
    },
  ),
  withBody(
    z.strictObject({ channel: z.string(), text: z.string() }),
    { path: '/people/:person/command', does: 'types a slash command' },
    (desk, { at, body }) =>
      desk.playground().command(personOf(desk, at), findChannel(desk, body.channel).id, body.text),
  ),
  withBody(
    z.strictObject({ channel: z.string(), text: z.string(), threadTs: z.string().optional() }),
    { path: '/people/:person/say', does: 'says something in a channel or thread; @name mentions somebody' },
    (desk, { at, body }) => {
      const channel = findChannel(desk, body.channel).id
      return say(desk.stage, { ...present(body), channel, user: personOf(desk, at) })
    },
  ),
  withBody(
    Click,
    { path: '/people/:person/click', does: 'uses a button, select or menu' },
    (desk, { at, body }) => desk.playground().click({ ...present(body), user: personOf(desk, at) }),
  ),
  withBody(
    Search,
    { path: '/people/:person/search', does: 'types into a select that asks the app for its options' },
    (desk, { at, body }) => {
      const { channel, ...search } = present(body)
      const place = channel === undefined ? {} : { channel: findChannel(desk, channel).id }
      return desk.playground().suggest({ ...search, ...place, user: personOf(desk, at) })
    },
  ),
  withBody(
    z.strictObject({ values: values.default({}) }),
    { path: '/people/:person/submit', does: 'submits the top modal' },
    (desk, { at, body }) => desk.playground().submitView({ user: personOf(desk, at), values: body.values }),
  ),
  plain('POST', { path: '/people/:person/close', does: 'closes the top modal' }, (desk, { at }) =>
    desk.playground().closeView(personOf(desk, at)),
  ),
  withBody(
    z.strictObject({ tab: z.enum(['home', 'messages']).default('home') }),
    { path: '/people/:person/home', does: "opens the app's Home or Messages tab" },
    (desk, { at, body }) => desk.playground().openHome(personOf(desk, at), body.tab),
  ),
]

function personOf(desk: Desk, at: (name: string) => string): string {
  return findPerson(desk, at('person')).id
}
