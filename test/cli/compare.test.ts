import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { makeFolder, runCounterfoil, runShell } from './run-counterfoil.ts'

const CRM = 'id,email,balance\n1,ann@x,10.00\n2,bob@x,5.00\n3,cy@x,42.50\n5,eve@x,n/a\n9,ina@x,1.00\n'
const BILLING =
  'id,email,balance\n1,ann@x,10.00\n2,bob@x,5.01\n3,cy@x,42.05\n4,dan@x,7.00\n4,dan@x,7.00\n5,eve@x,3.00\n'
const NAMED = ['compare', '--side', 'crm=crm.csv', '--side', 'billing=billing.csv', '--key', 'id']
const WITH_TOLERANCE = [...NAMED, '--tolerance', 'balance=0.01']

test('compare prints the documented object and exits 1 when files differ in every way', async () => {
  const cwd = await makeFolder({ 'crm.csv': CRM, 'billing.csv': BILLING })
  const { status, stdout, stderr } = await runCounterfoil([...WITH_TOLERANCE, '--format', 'json'], { cwd })
  const result = JSON.parse(stdout)
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  expect(Object.keys(result)).toEqual([
    'reconciliation',
    'run',
    'state',
    'sides',
    'counts',
    'drift',
    'findings',
  ])
  expect(result).toEqual({
    reconciliation: 'compare',
    run: expect.stringMatching(/^[0-9a-f-]{36}$/),
    state: 'completed',
    sides: { crm: { rows: 5, totals: {} }, billing: { rows: 6, totals: {} } },
    // Present once on both: 1, 2, 3, 5. Of them 1 and 2 (by tolerance) have no finding.
    counts: { matched: 4, agreeing: 2, missing: 1, mismatch: 1, duplicate: 1, invalid: 1, drift: 1 },
    drift: { balance: { count: 1, max: '0.01', sum: '0.01' } },
    findings: expect.any(Array),
  })
  expect(
    result.findings.toSorted((a: { kind: string }, b: { kind: string }) => (a.kind < b.kind ? -1 : 1)),
  ).toEqual([
    { kind: 'duplicate', key: { id: '4' }, side: 'billing', count: 2, severity: 'high' },
    { kind: 'invalid', key: { id: '5' }, side: 'crm', field: 'balance', raw: 'n/a', severity: 'high' },
    {
      kind: 'mismatch',
      key: { id: '3' },
      field: 'balance',
      values: { crm: '42.50', billing: '42.05' },
      likelyCorrect: null,
      cause: expect.toSatisfy((cause) => cause === null || typeof cause === 'string'),
      severity: 'high',
    },
    { kind: 'missing', key: { id: '9' }, presentOn: ['crm'], missingFrom: ['billing'], severity: 'high' },
  ])
})

test('compare exits 0 and says that all agree when files hold the same records in another order', async () => {
  const cwd = await makeFolder({ 'a.csv': 'id,plan\n1,pro\n2,free\n', 'b.csv': 'plan,id\nfree,2\npro,1\n' })
  const { status, stdout, stderr } = await runCounterfoil(['compare', 'a.csv', 'b.csv', '--key', 'id'], {
    cwd,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('All 2 records agree.')
  expect(stdout).not.toContain('\u001b')
})

test('compare reads a side in a thread, and says what is wrong with its file', async () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, index) => `${(index * 7919) % 30_000},"plan ""${index}"""\n`,
  )
  const cwd = await makeFolder({
    'a.csv': `id,plan\n${rows.join('')}`,
    'b.csv': `id,plan\n${rows.toReversed().join('')}`,
    'c.csv': `id,plan\n${rows.join('')}1,x,y\n`,
  })
  const alike = await runCounterfoil(['compare', 'a.csv', 'b.csv', '--key', 'id'], { cwd })
  expect(alike).toMatchObject({ status: 0, stdout: expect.stringContaining('All 30,000 records agree.') })
  const broken = await runCounterfoil(['compare', 'a.csv', 'c.csv', '--key', 'id'], { cwd })
  expect(broken).toMatchObject({ status: 3, stdout: '' })
  expect(broken.stderr).toContain('c.csv line 30002: cells in the row: 3, in the header: 2; correct the file')
})

test('compare prints findings that every format carries alike', async () => {
  const cwd = await makeFolder({ 'crm.csv': CRM, 'billing.csv': BILLING })
  const print = async (format: string) =>
    (await runCounterfoil([...WITH_TOLERANCE, '--format', format], { cwd })).stdout
  const { findings, ...summary } = JSON.parse(await print('json'))
  const lines = (await print('ndjson'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.slice(0, -1)).toEqual(findings)
  expect({ ...lines.at(-1), run: summary.run }).toEqual(summary)
  const [header, ...rows] = (await print('csv')).trimEnd().split('\n')
  expect(header!.split(',').slice(0, 5)).toEqual(['kind', 'key.id', 'field', 'value.crm', 'value.billing'])
  expect(rows.map((row) => row.split(',')[0])).toEqual(
    findings.map((finding: { kind: string }) => finding.kind),
  )
  expect(await print('table')).toContain('4 differences')
})

test('compare warns of columns that only one side has and keeps data and warning apart', async () => {
  const cwd = await makeFolder({ 'a.csv': 'id,plan,note\n1,pro,x\n', 'b.csv': 'id,plan\n1,pro\n' })
  const ended = await runCounterfoil(['compare', 'a.csv', 'b.csv', '--key', 'id', '--format', 'json'], {
    cwd,
  })
  expect(ended.stderr).toMatch(/^counterfoil: warning: not compared.*: note of side a .*\n$/)
  expect(JSON.parse(ended.stdout).findings).toEqual([])
})

test('compare takes three sides, composite keys and renamed columns', async () => {
  const cwd = await makeFolder({
    'a.csv': 'shop,no,total\neu,1,5\neu,2,6\n',
    'b.csv': 'shop,number,total\neu,1,5\neu,2,7\n',
    'c.csv': 'shop,no,sum\neu,1,5\neu,2,6\n',
  })
  const words = [
    'compare',
    'a.csv',
    'b.csv',
    'c.csv',
    '--key',
    'shop,no',
    '--rename',
    'b.no=number,c.total=sum',
  ]
  const { status, stdout } = await runCounterfoil([...words, '--format', 'json'], { cwd })
  expect(status).toBe(1)
  expect(JSON.parse(stdout).findings).toMatchObject([
    { kind: 'mismatch', key: { shop: 'eu', no: '2' }, field: 'total', values: { a: '6', b: '7', c: '6' } },
  ])
})

const GZ = gzipSync(
  Buffer.from(`id,n\n${Array.from({ length: 5_000 }, (_, i) => `${i},${i * 7919}\n`).join('')}`),
)
test.each<[string, string, string | Uint8Array | null]>([
  ['is missing', 'missing.csv', null],
  ['is a cut-short gz', 'cut.csv.gz', GZ.subarray(0, GZ.length - 200)],
  ['is not UTF-8', 'latin.csv', Buffer.from('id,n\n1,Se\u00f1or\n', 'latin1')],
  ['is empty', 'empty.csv', ''],
])('compare exits 3 with one line that names the file when it %s', async (_, name, content) => {
  const cwd = await makeFolder({ 'a.csv': 'id,n\n1,x\n', ...(content === null ? {} : { [name]: content }) })
  const { status, stdout, stderr } = await runCounterfoil(['compare', 'a.csv', name, '--key', 'id'], { cwd })
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]+\n$/)
  expect(stderr).toContain(name)
})

test.each<[string, string[], string]>([
  ['an unknown option', ['a.csv', 'a.csv', '--kye', 'id'], "unknown option '--kye' (did you mean --key?)"],
  ['a value that cannot be read', ['a.csv', 'a.csv', '--key', 'id', '--lag', 'n=soon'], '--lag "n=soon"'],
  [
    'an unknown column',
    ['a.csv', 'a.csv', '--key', 'idd'],
    '--key "idd": side a (a.csv) has no column "idd" (did you mean "id"?)',
  ],
  ['an unknown format', ['a.csv', 'a.csv', '--key', 'id', '--format', 'xml'], "'xml' is invalid"],
  ['one side', ['a.csv', '--key', 'id'], 'two sides or more'],
])('compare exits 2 with one line when it is given %s', async (_, words, sentence) => {
  const cwd = await makeFolder({ 'a.csv': 'id,n\n1,x\n' })
  const { status, stdout, stderr } = await runCounterfoil(['compare', ...words], { cwd })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]+\n$/)
  expect(stderr).toContain(sentence)
})

test('compare is quiet when its reader stops early', async () => {
  const rows = (value: string) =>
    `id,n\n${Array.from({ length: 20_000 }, (_, i) => `${i},${value}\n`).join('')}`
  const cwd = await makeFolder({ 'a.csv': rows('x'), 'b.csv': rows('y') })
  const line =
    'counterfoil compare a.csv b.csv --key id --format ndjson | head -1; echo "status $' + '{PIPESTATUS[0]}"'
  const { stdout, stderr } = await runShell(line, { cwd })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^\{"kind":"mismatch".*\}\nstatus 1\n$/)
})

test('compare leaves nothing behind, neither where it runs nor where it keeps scratch files', async () => {
  const cwd = await makeFolder({ 'crm.csv': CRM, 'billing.csv': BILLING })
  const line = `mkdir tmp; TMPDIR=$PWD/tmp counterfoil ${NAMED.join(' ')} > /dev/null; find . | sort`
  const { stdout } = await runShell(line, { cwd })
  expect(stdout.split('\n')).toEqual([
    '.',
    './billing.csv',
    './crm.csv',
    './tmp',
    expect.stringMatching(/^\.\/tmp\/counterfoil-\d+$/),
    '',
  ])
})

test('compare keeps its scratch files to itself when somebody else made a folder of that name', async () => {
  const cwd = await makeFolder({ 'crm.csv': CRM, 'billing.csv': BILLING })
  const line = `mkdir -p tmp open; ln -s $PWD/open tmp/counterfoil-$(id -u); TMPDIR=$PWD/tmp counterfoil ${NAMED.join(' ')} > /dev/null; ls tmp; find open -newer crm.csv -mindepth 1`
  const { stdout } = await runShell(line, { cwd })
  expect(stdout).toMatch(/^counterfoil-\d+\ncounterfoil-\d+-\w+\n$/)
})

test('compare --explain shows how one key was judged, and refuses csv', async () => {
  const cwd = await makeFolder({ 'crm.csv': CRM, 'billing.csv': BILLING })
  const words = [...WITH_TOLERANCE, '--explain', '3']
  const explained = await runCounterfoil(words, { cwd })
  expect(explained.status).toBe(1)
  expect(explained.stdout).toContain('0.45 apart, 0.01 allowed: too far')
  expect(explained.stdout).toContain('(rule 5)')
  const refused = await runCounterfoil([...words, '--format', 'csv'], { cwd })
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('write table, json or ndjson')
})
