import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCycles } from './support/find-cycles.ts'
import { type Import, readModule, type SourceModule } from './support/read-module.ts'

const ROOT = new URL('..', import.meta.url).pathname
const SOURCES = readModules('src')
const TESTS = readModules('test')

/** The floors of the house from the roof down. A file belongs to the first room whose pattern fits. */
const FLOORS: readonly (readonly [room: string, files: RegExp])[][] = [
  [['main', /^src\/main\.ts$/]],
  [['cli', /^src\/cli\//]],
  [['app', /^src\/app\.ts$/]],
  [
    [
      'slack/listeners',
      /^src\/slack\/(listeners\/|(?!deliver|classify-error|find-posted|refused-blocks|limits)[^/]+\.ts$)/,
    ],
    ['schedule', /^src\/schedule\//],
    ['http', /^src\/http\//],
    ['events', /^src\/events\//],
  ],
  [['operations', /^src\/operations\//]],
  [
    ['connectors', /^src\/connectors\//],
    ['scratch', /^src\/scratch\//],
    ['store', /^src\/store\//],
    ['slack/deliver', /^src\/slack\/(deliver|delivered|classify-error|find-posted|refused-blocks)\.ts$/],
  ],
  [
    ['engine', /^src\/engine\//],
    ['tracker', /^src\/tracker\//],
    ['outbox', /^src\/outbox\//],
    ['slack/messages', /^src\/slack\/(messages\/|limits\.ts$)/],
    ['config', /^src\/config\//],
  ],
  [['domain', /^src\/domain\//]],
]
const DOORS = ['slack/listeners', 'schedule', 'http', 'events']
const PLAYGROUND = 'playground'

/** Imports between rooms of one floor that are meant, each with its reason. */
const MEANT: readonly (readonly [from: string, to: string, reason: string])[] = [
  ['connectors', 'scratch', "files are read, staged and sorted by the run's DuckDB"],
]

/** What the pure rooms may use besides each other: nothing that reads, writes, waits or tells the time. */
const PURE_ROOMS = ['engine', 'tracker', 'outbox', 'slack/messages', 'domain']
const PURE_PACKAGES = ['@slack/types', 'lossless-json', 'temporal-polyfill', 'node:crypto', 'node:buffer']

describe('rooms', () => {
  rule('every file has a room', 'a file without a room has no place in the direction of imports', () =>
    SOURCES.filter(({ path }) => roomOf(path) === null).map(({ path }) => path),
  )

  rule('imports go down only', 'what is below can be understood, tested and kept without what is above', () =>
    importsBetweenRooms()
      .filter(({ from, to }) => to !== PLAYGROUND && from !== PLAYGROUND && floorOf(to) < floorOf(from))
      .map(describeImport),
  )

  rule(
    'rooms of one floor do not know each other',
    'only the floor above joins them, so each can change alone',
    () =>
      importsBetweenRooms()
        .filter(({ from, to }) => to !== PLAYGROUND && from !== PLAYGROUND && floorOf(to) === floorOf(from))
        .filter(({ from, to }) => !MEANT.some((meant) => meant[0] === from && meant[1] === to))
        .map(describeImport),
  )

  rule(
    'pure rooms import no I/O',
    'their rules are tested with plain values, and can never wait, fail or lie',
    () =>
      SOURCES.filter(({ path }) => PURE_ROOMS.includes(roomOf(path)!)).flatMap(({ path, imports }) =>
        imports
          .filter((found) => found.path === null && !PURE_PACKAGES.includes(found.specifier))
          .map((found) => `${path}:${found.line} imports ${found.specifier}`),
      ),
  )

  rule(
    'doors reach the tracker and the sources through operations',
    'so one file tells the whole of a feature',
    () =>
      importsBetweenRooms()
        .filter(({ from }) => DOORS.includes(from))
        .filter(({ to }) => ['store', 'connectors', 'scratch', 'engine', 'tracker'].includes(to))
        .map(describeImport),
  )

  rule(
    'only the command line knows the playground',
    'the bot itself must run the same with the real Slack',
    () =>
      importsBetweenRooms()
        .filter(({ from, to }) => to === PLAYGROUND && from !== 'cli')
        .map(describeImport),
  )

  rule(
    'the playground knows only the domain',
    'a stand-in that shares code with the bot shares its mistakes',
    () =>
      importsBetweenRooms()
        .filter(({ from, to }) => from === PLAYGROUND && to !== 'domain')
        .map(describeImport),
  )

  rule(
    'no import cycles, type imports included',
    'a ring can only be understood and changed as a whole',
    () =>
      findCycles(
        new Map(SOURCES.map(({ path, imports }) => [path, imports.flatMap((found) => found.path ?? [])])),
      ).map((ring) => ring.join(' -> ')),
  )
})

describe('budgets', () => {
  rule('a file has at most 300 lines', 'longer ones hold two ideas, and the second has no name', () =>
    [...SOURCES, ...TESTS]
      .filter(({ lines }) => lines > 300)
      .map(({ path, lines }) => `${path}: ${lines} lines`),
  )

  rule('a function has at most 60 lines', 'what does not fit a screen is not read, only scrolled', () =>
    functionsOf(SOURCES, ({ lines }) => lines > 60),
  )

  rule(
    'a function has at most 3 parameters',
    'beyond three the caller needs names, so it is one object',
    () => functionsOf(SOURCES, ({ parameters }) => parameters > 3),
  )
})

describe('habits', () => {
  rule('no any', 'it switches the types off for everything that it touches', () =>
    usesOf('any', () => false, TESTS),
  )

  rule('process.env is read in one file', 'so one page lists what the process takes from outside', () =>
    usesOf('process.env', (path) => path === 'src/config/read-environment.ts'),
  )

  rule(
    'only the command line prints',
    'standard output is data for scripts, and everything else is logged',
    () => usesOf('console', (path) => path.startsWith('src/cli/')),
  )

  rule('only app.ts and the command line make a logger', 'the rooms log through what they are given', () =>
    SOURCES.filter(({ path, imports }) => {
      const makes = imports.some(({ specifier }) => specifier === 'pino')
      return makes && path !== 'src/app.ts' && !path.startsWith('src/cli/')
    }).map(({ path }) => path),
  )

  rule(
    'files are named after what they do, in kebab-case',
    'a bag such as utils.ts grows and is never found',
    () => [...SOURCES, ...TESTS].filter(({ path }) => !isGoodName(basename(path))).map(({ path }) => path),
  )
})

describe('the rules themselves', () => {
  test('readModule finds imports, sizes and uses in a file', () => {
    const text = [
      "import type { A } from '../domain/a.ts'",
      "export { b } from './b.ts'",
      "type C = import('./c.ts').C",
      "const d = await import('node:fs')",
      'export function e(one: any, two: C, three: A, four: A) {',
      '  console.log(process.env.X, d)',
      '}',
    ].join('\n')
    const module = readModule('src/engine/sample.ts', text)
    expect(module.imports.map((found) => found.path ?? found.specifier)).toEqual([
      'src/domain/a.ts',
      'src/engine/b.ts',
      'src/engine/c.ts',
      'node:fs',
    ])
    expect(module.functions).toEqual([{ name: 'e', line: 5, lines: 3, parameters: 4 }])
    expect(module.uses.map(({ what, line }) => `${what} ${line}`)).toEqual([
      'any 5',
      'console 6',
      'process.env 6',
    ])
    expect(module.lines).toBe(7)
  })

  test('findCycles finds a ring of two and a ring of three, once each', () => {
    const imports = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a']],
      ['d', ['e']],
      ['e', ['d']],
      ['f', ['a']],
    ])
    expect(findCycles(imports)).toEqual([
      ['a', 'b', 'c', 'a'],
      ['d', 'e', 'd'],
    ])
  })

  test('every room of the house is looked at', () => {
    expect(SOURCES.length).toBeGreaterThan(100)
    expect(floorOf('main')).toBeLessThan(floorOf('domain'))
  })
})

/** One rule: its name, why it stands, and whoever breaks it now. */
function rule(name: string, reason: string, offenders: () => readonly string[]): void {
  test(name, () => {
    expect(offenders(), `${name}, because ${reason}`).toEqual([])
  })
}

function readModules(folder: string): SourceModule[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
    .map((file) => readModule(`${folder}/${file}`, readFileSync(join(ROOT, folder, file), 'utf8')))
}

function roomOf(path: string): string | null {
  if (path.startsWith('src/playground/')) return PLAYGROUND
  return FLOORS.flat().find(([, files]) => files.test(path))?.[0] ?? null
}

function floorOf(room: string): number {
  return FLOORS.findIndex((floor) => floor.some(([name]) => name === room))
}

interface RoomImport {
  readonly from: string
  readonly to: string
  readonly path: string
  readonly found: Import
}

function importsBetweenRooms(): RoomImport[] {
  return SOURCES.flatMap(({ path, imports }) =>
    imports.flatMap((found): RoomImport[] => {
      const [from, to] = [roomOf(path), found.path === null ? null : roomOf(found.path)]
      return from === null || to === null || from === to ? [] : [{ from, to, path, found }]
    }),
  )
}

function describeImport({ from, to, path, found }: RoomImport): string {
  return `${path}:${found.line} imports ${found.path} (${from} -> ${to})`
}

function functionsOf(
  modules: readonly SourceModule[],
  breaks: (size: SourceModule['functions'][number]) => boolean,
): string[] {
  return modules.flatMap(({ path, functions }) =>
    functions
      .filter(breaks)
      .map(
        ({ name, line, lines, parameters }) =>
          `${path}:${line} ${name}: ${lines} lines, ${parameters} parameters`,
      ),
  )
}

function usesOf(
  what: string,
  isAllowed: (path: string) => boolean,
  more: readonly SourceModule[] = [],
): string[] {
  return [...SOURCES, ...more]
    .filter(({ path }) => !isAllowed(path))
    .flatMap(({ path, uses }) => uses.filter((use) => use.what === what).map(({ line }) => `${path}:${line}`))
}

const BAGS = /(^|-)(utils?|helpers?|common|types|interfaces?|managers?|services?|misc)\.tsx?$/

function isGoodName(file: string): boolean {
  return !BAGS.test(file) && /^[a-z0-9]+(-[a-z0-9]+)*(\.(property\.test|test|config))?\.tsx?$/.test(file)
}
