import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { makeFolder, runCounterfoil, runShell } from './run-counterfoil.ts'

test('--help lists every command and --version says that of the package', async () => {
  const cwd = await makeFolder()
  const help = await runCounterfoil(['--help'], { cwd })
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const { name, summary } of COMMANDS) {
    expect(help.stdout.replace(/\s+/g, ' ')).toContain(` ${name} ${summary}`)
  }
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(await runCounterfoil(['--version'], { cwd })).toEqual({
    status: 0,
    stdout: `${version}\n`,
    stderr: '',
  })
})

test.each(COMMANDS.map(({ name }) => name))('%s --help shows an example', async (name) => {
  const { status, stdout } = await runCounterfoil([name, '--help'], { cwd: await makeFolder() })
  expect(status).toBe(0)
  expect(stdout).toContain(`counterfoil ${name}`)
  expect(stdout).toContain('Examples:')
})

/** Our files and the packages that were loaded on the way: V8 lists every script. */
async function loadedBy(words: string): Promise<string[]> {
  const cwd = await makeFolder()
  const line = `mkdir v8; NODE_V8_COVERAGE=v8 counterfoil ${words} > /dev/null; cat v8/*.json`
  const { result } = JSON.parse((await runShell(line, { cwd })).stdout) as { result: { url: string }[] }
  const loaded = result.flatMap(({ url }) => /\/(dist\/.*|node_modules\/[^/]+)/.exec(url)?.[1] ?? [])
  return [...new Set(loaded)].sort()
}

test('--help loads no command and no package but the parser', async () => {
  expect(await loadedBy('--help')).toEqual([
    'dist/cli/build-program.js',
    'dist/cli/commands.js',
    'dist/cli/exit-status.js',
    'dist/cli/output/format.js',
    'dist/cli/report-error.js',
    'dist/cli/run-command-line.js',
    'dist/domain/errors.js',
    'dist/main.js',
    'node_modules/commander',
  ])
})

test('compare --help loads neither the engine nor a source', async () => {
  const loaded = await loadedBy('compare --help')
  expect(loaded).toContain('dist/cli/compare.js')
  expect(loaded.filter((file) => !/^dist\/(cli|domain)\/|^dist\/main/.test(file))).toEqual([
    'node_modules/commander',
  ])
})

test.each<[string, string[], string]>([
  ['an unknown command', ['comprae'], "unknown command 'comprae' (did you mean compare?)"],
  ['an unknown option', ['--formt', 'json'], "unknown option '--formt' (did you mean --format?)"],
  ['an option without its value', ['list', '--config'], "option '--config <file>' argument missing"],
])(
  'the command line exits 2 with one line and the nearest name when it is given %s',
  async (_, words, sentence) => {
    const { status, stdout, stderr } = await runCounterfoil(words, { cwd: await makeFolder() })
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `counterfoil: ${sentence}\n`,
    })
  },
)

test('the command line without a command prints its help as an error', async () => {
  const { status, stdout, stderr } = await runCounterfoil([], { cwd: await makeFolder() })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('Usage: counterfoil')
})

test('init writes a config that is valid, and never over one that is there', async () => {
  const cwd = await makeFolder()
  const init = await runCounterfoil(['init'], { cwd })
  expect(init).toMatchObject({ status: 0, stderr: '' })
  expect(init.stdout).toContain('counterfoil validate')
  const validate = await runCounterfoil(['validate'], { cwd })
  expect(validate).toMatchObject({ status: 0, stderr: '' })
  expect(validate.stdout).toBe(
    'counterfoil.yml is ok: 2 sources, 1 reconciliation\n  customers: crm, billing; 2 fields\n',
  )
  const written = await readFile(`${cwd}/counterfoil.yml`, 'utf8')
  const again = await runCounterfoil(['init'], { cwd })
  expect(again).toMatchObject({ status: 2, stdout: '' })
  expect(again.stderr).toMatch(/^counterfoil: counterfoil\.yml is there already[^\n]*\n$/)
  expect(await readFile(`${cwd}/counterfoil.yml`, 'utf8')).toBe(written)
})

test('validate names every problem of the config with its place and exits 2', async () => {
  const cwd = await makeFolder({
    'counterfoil.yml':
      'sources:\n  crm: { type: file, path: crm.csv }\nreconciliations:\n  c:\n    sides: {}\n    feilds: {}\n',
  })
  const { status, stdout, stderr } = await runCounterfoil(['validate'], { cwd })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^counterfoil\.yml:2:\d+ sources\.crm/m)
  expect(stderr).toMatch(/^counterfoil\.yml:6:\d+ reconciliations\.c.*feilds/m)
})

test('schema prints a JSON Schema', async () => {
  const { status, stdout } = await runCounterfoil(['schema'], { cwd: await makeFolder() })
  expect(status).toBe(0)
  expect(Object.keys(JSON.parse(stdout).properties)).toEqual([
    'sources',
    'reconciliations',
    'retention',
    'stop',
    'http',
    'incidents',
  ])
})

test('start exits 2 with one line that names the tokens when there are none', async () => {
  const { status, stdout, stderr } = await runCounterfoil(['start'], { cwd: await makeFolder() })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]*SLACK_BOT_TOKEN[^\n]*SLACK_APP_TOKEN[^\n]*\n$/)
  expect(stderr).toContain('https://api.slack.com/apps')
})
