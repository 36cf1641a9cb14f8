import { SEVERITIES } from '../domain/finding.ts'
import type { LadderConfig } from './ladder-schema.ts'
import type { Problem } from './problem.ts'
import { seconds } from './seconds.ts'
import type { ReconciliationConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

/** What is wrong between the values of a ladder and of targets. `incidents`: names of the incident services. */
export function checkLadder({ triage }: ReconciliationConfig, incidents: readonly string[]): Problem[] {
  const ladder = triage?.escalate?.ladder
  const problems = ladder === undefined ? [] : [...checkSteps(ladder, incidents), ...checkQuiet(ladder)]
  const place = ['triage', 'escalate', 'ladder']
  return [
    ...problems.map(({ path, sentence }) => ({ path: [...place, ...path], sentence })),
    ...checkTargets(triage),
  ]
}

function checkSteps({ steps, repeat = 0 }: LadderConfig, incidents: readonly string[]): Problem[] {
  return steps.flatMap(({ after, mention, dm, incident }, index): Problem[] => {
    const path = ['steps', index]
    const said = [mention, dm, incident].filter((call) => call !== undefined).length
    const before = steps[index - 1]
    return [
      ...(said === 1
        ? []
        : [{ path, sentence: 'a step does one thing: write one of mention, dm and incident' }]),
      ...(before !== undefined && seconds(after) <= seconds(before.after)
        ? [
            {
              path: [...path, 'after'],
              sentence: `${after} is not after the step before, ${before.after}: write the steps in the order of their time`,
            },
          ]
        : []),
      ...(repeat > 0 && index === 0 && seconds(after) === 0
        ? [
            {
              path: [...path, 'after'],
              sentence: `${after} makes the steps repeat without a pause: write at least 1s, or remove repeat`,
            },
          ]
        : []),
      ...(incident === undefined || incidents.includes(incident)
        ? []
        : [unknownService([...path, 'incident'], incident, incidents)]),
    ]
  })
}

function unknownService(path: Problem['path'], word: string, known: readonly string[]): Problem {
  if (known.length > 0) return unknownName(path, { word, kind: 'incident service', known })
  return { path, sentence: `there is no incident service "${word}": define it under incidents` }
}

function checkQuiet({ quiet }: LadderConfig): Problem[] {
  if (quiet === undefined) return []
  const { from, to, days = [] } = quiet
  const problems: Problem[] = []
  if (from === to) {
    const sentence = `quiet hours from ${from} to ${to} have no length: write another time, or days for whole days`
    problems.push({ path: ['quiet', 'to'], sentence })
  }
  if (new Set(days).size === 7)
    problems.push({
      path: ['quiet', 'days'],
      sentence: 'every day is quiet, so nobody is ever called: leave one out',
    })
  return problems
}

function checkTargets(triage: ReconciliationConfig['triage']): Problem[] {
  return SEVERITIES.flatMap((severity): Problem[] => {
    const { acknowledge, resolve } = triage?.targets?.[severity] ?? {}
    const within = triage?.within?.[severity]
    const path = ['triage', 'targets', severity]
    if (resolve !== undefined && within !== undefined) {
      const sentence = `triage.within says ${within} for ${severity} already: write only one of them`
      return [{ path: [...path, 'resolve'], sentence }]
    }
    const last = resolve ?? within
    if (acknowledge === undefined || last === undefined || seconds(acknowledge) <= seconds(last)) return []
    const sentence = `${acknowledge} is more than the ${last} in which it must be resolved: write less`
    return [{ path: [...path, 'acknowledge'], sentence }]
  })
}
