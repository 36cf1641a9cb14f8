import type { Member } from '../workspace/contents.ts'
import { ControlRefusal, type Desk } from './control-route.ts'

/** A person by id or name; refuses what is none. */
export function findPerson({ stage }: Desk, wanted: string): Member {
  const people = [...stage.workspace.members.values()].filter(({ kind }) => kind === 'person')
  const found = people.find(({ id, name }) => id === wanted || name === wanted)
  if (found !== undefined) return found
  const known = people.map(({ name }) => name).join(', ')
  throw new ControlRefusal(404, `There is no person "${wanted}". There are: ${known}.`)
}
