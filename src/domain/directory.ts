import type { Standing } from './permission.ts'

/** What was found out, or why nobody can tell: a few words without a full stop. */
export type Answered<Known> = { readonly known: Known } | { readonly unknown: string }

/** Who somebody is and which people a group has, as Slack says or said a few minutes ago. It never throws. */
export interface Directory {
  standingOf(user: string): Promise<Answered<Standing>>
  /** Their time zone by its IANA name; null: nobody knows it. */
  zoneOf(user: string): Promise<string | null>
  /** Of `@handle` or an id; null: there is no such group, or it is disabled. */
  membersOf(group: string): Promise<Answered<ReadonlySet<string> | null>>
  /** The id of `@handle`, which alone Slack mentions; null: there is no such group, or it is disabled. */
  idOf?(group: string): Promise<Answered<string | null>>
  /** Where people see a message. */
  linkTo?(message: { readonly channel: string; readonly ts: string }): Promise<Answered<string>>
}
