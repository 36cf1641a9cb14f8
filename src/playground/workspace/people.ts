import type { Member, UserGroup } from './contents.ts'

/** The app's own user. */
export const BOT: Member = {
  id: 'U0COUNTER0',
  name: 'counterfoil',
  realName: 'Counterfoil',
  title: 'Finds out when systems disagree',
  kind: 'app',
  zone: 'Etc/UTC',
  email: null,
  standing: 'member',
  isDeactivated: false,
}

const SLACKBOT: Member = {
  ...BOT,
  id: 'USLACKBOT',
  name: 'slackbot',
  realName: 'Slackbot',
  title: '',
  kind: 'slackbot',
}

export interface PersonFacts {
  readonly id: string
  readonly name: string
  readonly realName?: string
  readonly title?: string
  readonly zone?: string
  readonly standing?: Member['standing']
}

export function createPerson(facts: PersonFacts): Member {
  return {
    id: facts.id,
    name: facts.name,
    realName: facts.realName ?? facts.name,
    title: facts.title ?? '',
    kind: 'person',
    zone: facts.zone ?? 'Etc/UTC',
    email: `${facts.name}@example.com`,
    standing: facts.standing ?? 'member',
    isDeactivated: false,
  }
}

/** Everybody who is in a new workspace. */
export function createMembers(): Member[] {
  return [
    { ...BOT },
    { ...SLACKBOT },
    createPerson({ id: 'U0ADA00001', name: 'ada', realName: 'Ada Lovelace', title: 'Billing operations' }),
    createPerson({ id: 'U0GRACE002', name: 'grace', realName: 'Grace Hopper', title: 'Data platform' }),
    createPerson({ id: 'U0KATHR003', name: 'katherine', realName: 'Katherine Johnson', title: 'Finance' }),
  ]
}

export const USER_GROUPS: readonly UserGroup[] = [
  {
    id: 'S0FINANCE1',
    handle: 'finance',
    name: 'Finance',
    members: ['U0ADA00001', 'U0KATHR003'],
    isDisabled: false,
  },
  {
    id: 'S0ONCALL02',
    handle: 'oncall-data',
    name: 'On call for data',
    members: ['U0GRACE002'],
    isDisabled: false,
  },
  {
    id: 'S0CLOSED03',
    handle: 'old-billing',
    name: 'Billing, before the merger',
    members: ['U0ADA00001'],
    isDisabled: true,
  },
]
