import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadText } from '../support/config-files.ts'

const SHORTEST = `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  export: { type: files, path: exports/*.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: public.customers, key: id }
      export: { source: export, key: [customer_ref] }
    fields:
      email: text
`

const FULL = `
sources:
  crm: { type: postgres, url: "\${CRM_URL}", statementTimeout: 90s }
  export: { type: files, path: /data/mailer.parquet }
reconciliations:
  customers:
    title: Our customers
    sides:
      crm:
        { source: crm, table: public.customers, key: [region, id], updatedAt: modified_at, where: "not test" }
      billing:
        source: crm
        query: select * from accounts
        key: [area, ref]
        columns: { email: contact, balance: null }
        dateColumn: booked_on
        updatedAt: changed
      mailer: { source: export, key: [r, i], optional: true }
    fields:
      email: { type: text, trim: true, ignoreCase: true, emptyIsNull: true, severity: medium, sensitive: true }
      phone: { keep: digits }
      plan: { map: { mailer: { 007: pro, true: 1.0 } }, nulls: pending }
      balance: { type: decimal, tolerance: 0.010, total: true }
      rate: { type: decimal, tolerance: 0.5% }
      seen_at: { type: timestamp, lag: 15m, zone: { billing: Europe/Berlin } }
      note:
      name: {}
    missing: { severity: low, grace: 2h }
    likelyCorrect: { default: billing, email: [crm, mailer], seen_at: latest, plan: majority }
    schedule: { cron: "0 * * * *", zone: Europe/Berlin }
    notify: { channel: "#billing-ops", digest: C0123ABCD, digestAt: "0 9 * * 1-5", maxCards: 0 }
    triage: { escalate: { to: "@oncall-data" } }
`

describe('loadSettings fills defaults', () => {
  test('of everything that the shortest config leaves unsaid', async () => {
    const { settings, folder } = await loadText(SHORTEST)
    expect(settings.sources).toEqual({
      crm: {
        type: 'postgres',
        url: 'postgres://reader:sesame@db.example/crm',
        statementTimeoutSeconds: 3600,
      },
      export: { type: 'files', path: join(folder, 'exports/*.csv'), settledForSeconds: 1 },
    })
    expect(settings.reconciliations).toEqual([
      {
        candidates: 'auto',
        guard: { minRows: 1, maxShrink: 50_000, maxDiffering: null },
        name: 'customers',
        title: 'customers',
        sides: [
          {
            name: 'crm',
            source: 'crm',
            location: { table: 'public.customers', query: null, where: null },
            keyColumns: ['id'],
            via: null,
            columns: { email: 'email' },
            updatedAt: null,
            dateColumn: null,
            optional: false,
          },
          {
            name: 'export',
            source: 'export',
            location: { table: null, query: null, where: null },
            keyColumns: ['customer_ref'],
            via: null,
            columns: { email: 'email' },
            updatedAt: null,
            dateColumn: null,
            optional: false,
          },
        ],
        keyNames: ['id'],
        keyRules: {},
        fields: [
          {
            name: 'email',
            type: 'text',
            emptyIsNull: false,
            trim: false,
            keep: null,
            ignoreCase: false,
            map: {},
            nulls: 'mismatch',
            tolerance: null,
            lagSeconds: 0,
            zone: {},
            severity: 'high',
            sensitive: false,
            total: false,
          },
        ],
        missing: { severity: 'high', graceSeconds: 0 },
        likelyCorrect: { default: null, byField: {} },
        schedule: null,
        notify: {
          channel: null,
          digestChannel: null,
          digestAt: { cron: '0 9 * * *', zone: 'UTC' },
          maxCards: 5,
        },
        triage: { escalateTo: null },
      },
    ])
  })
})

describe('loadSettings reads what is said', () => {
  test('of sources and sides', async () => {
    const { settings } = await loadText(FULL)
    const [customers] = settings.reconciliations
    expect(settings.sources).toMatchObject({
      crm: { statementTimeoutSeconds: 90 },
      export: { path: '/data/mailer.parquet' },
    })
    expect(customers?.title).toBe('Our customers')
    expect(customers?.keyNames).toEqual(['region', 'id'])
    expect(
      customers?.sides.map(({ name, keyColumns, optional }) => ({ name, keyColumns, optional })),
    ).toEqual([
      { name: 'crm', keyColumns: ['region', 'id'], optional: false },
      { name: 'billing', keyColumns: ['area', 'ref'], optional: false },
      { name: 'mailer', keyColumns: ['r', 'i'], optional: true },
    ])
    expect(customers?.sides[0]).toMatchObject({
      location: { table: 'public.customers', query: null, where: 'not test' },
      updatedAt: 'modified_at',
    })
    expect(customers?.sides[1]).toMatchObject({
      location: { table: null, query: 'select * from accounts', where: null },
      columns: { email: 'contact', balance: null, phone: 'phone' },
      dateColumn: 'booked_on',
    })
  })

  test('of fields, in the order of the file', async () => {
    const { settings } = await loadText(FULL)
    const fields = settings.reconciliations[0]!.fields
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['email', 'text'],
      ['phone', null],
      ['plan', null],
      ['balance', 'decimal'],
      ['rate', 'decimal'],
      ['seen_at', 'timestamp'],
      ['note', null],
      ['name', null],
    ])
    expect(fields).toMatchObject([
      { trim: true, ignoreCase: true, emptyIsNull: true, severity: 'medium', sensitive: true },
      { keep: 'digits' },
      { nulls: 'pending' },
      { total: true },
      {},
      { lagSeconds: 900, zone: { billing: 'Europe/Berlin' } },
      {},
      {},
    ])
  })

  test('of the rules of a reconciliation', async () => {
    const { settings } = await loadText(FULL)
    expect(settings.reconciliations[0]).toMatchObject({
      missing: { severity: 'low', graceSeconds: 7200 },
      likelyCorrect: {
        default: { kind: 'order', sides: ['billing'] },
        byField: {
          email: { kind: 'order', sides: ['crm', 'mailer'] },
          seen_at: { kind: 'latest' },
          plan: { kind: 'majority' },
        },
      },
      schedule: { zone: 'Europe/Berlin', entries: [{ cron: '0 * * * *', zone: 'Europe/Berlin' }] },
      notify: {
        channel: '#billing-ops',
        digestChannel: 'C0123ABCD',
        digestAt: { cron: '0 9 * * 1-5', zone: 'Europe/Berlin' },
        maxCards: 0,
      },
      triage: { escalateTo: '@oncall-data' },
    })
  })

  test('short forms of likelyCorrect and schedule', async () => {
    const { settings } = await loadText(`${SHORTEST}
    likelyCorrect: [export, crm]
    schedule: "*/5 * * * *"
`)
    expect(settings.reconciliations[0]).toMatchObject({
      likelyCorrect: { default: { kind: 'order', sides: ['export', 'crm'] }, byField: {} },
      schedule: { zone: 'UTC', entries: [{ cron: '*/5 * * * *', zone: 'UTC' }] },
    })
  })

  test('a schedule of changes, and how they are found', async () => {
    const told = SHORTEST.replaceAll(/key: (\S+) }/g, 'key: $1, updatedAt: changed_at }')
    const load = async (rules: string) => (await loadText(`${told}\n${rules}`)).settings.reconciliations[0]!
    const changed = await load(
      '    schedule: { cron: "0 * * * *", changedOnly: true, deepScan: " 0 3 * * 0" }',
    )
    expect(changed.schedule).toMatchObject({ zone: 'UTC', changedOnly: true })
    expect(changed.changes).toEqual({ overlapSeconds: 600, sweep: true })
    const asked = await load('    changes: { overlap: 2h, sweep: false }')
    expect(asked).toMatchObject({ schedule: null, changes: { overlapSeconds: 7200, sweep: false } })
    expect(await load('    schedule: { cron: "0 * * * *", changedOnly: false }')).not.toHaveProperty(
      'changes',
    )
  })

  test('anchors, aliases and merges', async () => {
    const { settings } = await loadText(`${SHORTEST.replace('email: text', 'email: &mail { trim: true }')}
      work_email: *mail
      private_email: { <<: *mail, ignoreCase: true }
`)
    expect(settings.reconciliations[0]?.fields).toMatchObject([
      { name: 'email', trim: true, ignoreCase: false },
      { name: 'work_email', trim: true, ignoreCase: false },
      { name: 'private_email', trim: true, ignoreCase: true },
    ])
  })
})

describe('loadSettings keeps text exact', () => {
  test.each([
    ['0.01', { kind: 'absolute', amount: '0.01' }],
    ['0.010', { kind: 'absolute', amount: '0.010' }],
    ['1e-2', { kind: 'absolute', amount: '0.01' }],
    ['2.50e1', { kind: 'absolute', amount: '25.0' }],
    ['1.5E+3', { kind: 'absolute', amount: '1500' }],
    ['.5', { kind: 'absolute', amount: '0.5' }],
    ['5', { kind: 'absolute', amount: '5' }],
    ['0', { kind: 'absolute', amount: '0' }],
    ['9007199254740993', { kind: 'absolute', amount: '9007199254740993' }],
    [
      '0.1000000000000000055511151231257827',
      { kind: 'absolute', amount: '0.1000000000000000055511151231257827' },
    ],
    ['"0.01"', { kind: 'absolute', amount: '0.01' }],
    ['0.5%', { kind: 'percent', percent: '0.5' }],
    ['"2 %"', { kind: 'percent', percent: '2' }],
  ])('tolerance %s', async (written, tolerance) => {
    const { settings } = await loadText(SHORTEST.replace('email: text', `amount: { tolerance: ${written} }`))
    expect(settings.reconciliations[0]?.fields[0]?.tolerance).toEqual(tolerance)
  })

  test('value maps, whose words look like numbers and booleans', async () => {
    const { settings } = await loadText(FULL)
    expect(settings.reconciliations[0]?.fields[2]?.map).toEqual({ mailer: { '007': 'pro', true: '1.0' } })
  })
})

describe('loadSettings fills in the environment', () => {
  const withPath = (path: string) => SHORTEST.replace('exports/*.csv', () => path)
  test.each([
    ['/data/${CRM_FOLDER}/a.csv', '/data/crm/a.csv'],
    ['/data/${NO_SUCH:-b}.csv', '/data/b.csv'],
    ['/data/${CRM_FOLDER:-b}.csv', '/data/crm.csv'],
    ['/data/${EMPTY:-b}.csv', '/data/b.csv'],
    ['/data/x${NO_SUCH:-}.csv', '/data/x.csv'],
    ['/data/$${CRM_FOLDER}.csv', '/data/${CRM_FOLDER}.csv'],
    ['/data/$CRM_FOLDER.csv', '/data/$CRM_FOLDER.csv'],
    ['/data/${CRM_FOLDER}-${CRM_FOLDER}.csv', '/data/crm-crm.csv'],
  ])('%s', async (written, path) => {
    const environment = { CRM_URL: 'postgres://h/d', CRM_FOLDER: 'crm', EMPTY: '' }
    const { settings } = await loadText(withPath(`"${written}"`), environment)
    expect(settings.sources.export).toMatchObject({ type: 'files', path })
  })

  test('without reading a value for further variables or YAML', async () => {
    const environment = { CRM_URL: 'postgres://h/d', ODD: '/${CRM_URL}: {x}' }
    const { settings } = await loadText(withPath('"${ODD}"'), environment)
    expect(settings.sources.export).toMatchObject({ type: 'files', path: '/${CRM_URL}: {x}' })
  })
})
