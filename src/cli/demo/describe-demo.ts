import { relative } from 'node:path'
import type { RunOutcome } from '../../operations/run-reconciliation.ts'
import type { Demo } from './start-demo.ts'

/** What people read when the demo is up: where to look, what there is, what to try, how to stop. */
export function describeDemo(demo: Demo, { story }: { story: boolean }): string {
  const { store } = demo.systems
  const database = store.databaseUrl ? 'PostgreSQL' : 'CSV'
  const config = relative('', demo.config)
  return `
  Counterfoil demo    ${demo.url}

  ${demo.goesOn ? 'Goes on from last time (--fresh starts over).' : 'Open the address: it shows the channels as people see them in Slack.'}
${store.withoutDatabase ? `\n  All sample systems are files, because ${store.withoutDatabase}.\n` : ''}
  customers   CRM (${database}), billing (CSV), warehouse (NDJSON)   ${describeRun(demo.lastRuns.customers)}
  payments    payment system (${database}), accounting (CSV)         ${describeRun(demo.lastRuns.payments)}

  Both are compared every 20 seconds.${story ? ' The panel on the right tells what happens: press Next there, or wait.' : ''}

  Try on the page        press Acknowledge or Resolve on a card, or open its menu
                         /recon check customers 1042
                         /recon check payments last 7 days
                         /recon list, /recon status, /recon trend customers, /recon help
                         press Escalate on a card of a customer: a pager prints the incident here
  In another terminal    npx counterfoil check customers 1042 --config ${config}

  Orders are compared by what a shop and its bank tell of them, within 15 seconds. Say that the shop wrote one:

    curl ${demo.api.url}/api/events/orders -H 'Authorization: Bearer ${demo.api.token}' \\
      -H 'Content-Type: application/json' \\
      -d '{"side":"shop","key":"1","at":"'$(date -u +%FT%TZ)'","record":{"id":"1","total":"42.50"}}'

  Nothing comes from the bank, so a card comes to #orders. Then the same with "side":"bank" and
  "record":{"order_id":"1","amount":"42.50"}: it is resolved by itself.

  Ctrl-C stops everything.

`
}

function describeRun(outcome: RunOutcome | null | undefined): string {
  if (!outcome) return 'running'
  const rows = Object.values(outcome.comparison.summary.sides).map((side) => side.rows)
  const findings = outcome.comparison.findings.length
  const found = findings === 0 ? 'all agree' : `${findings} ${findings === 1 ? 'finding' : 'findings'}`
  return `${rows.join(' / ')} rows, ${found}`
}
