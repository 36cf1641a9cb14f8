import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openScratch } from '../../src/scratch/open-scratch.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'counterfoil-scratch-')), 'made', 'when needed')
})
afterEach(() => rm(join(folder, '..', '..'), { recursive: true, force: true }))

describe('openScratch()', () => {
  test('makes a folder of its own, and removes it when closed', async () => {
    const [one, two] = [await openScratch(folder), await openScratch(folder)]
    expect(await readdir(folder)).toHaveLength(2)
    await one.run('CREATE TABLE t AS SELECT range AS i FROM range(10)')
    expect(
      await one.rows('SELECT sum(i), NULL, current_setting($name) FROM t', { name: 'TimeZone' }),
    ).toEqual([['45', null, 'UTC']])
    await one.close()
    expect(await readdir(folder)).toEqual([two.folder.slice(folder.length + 1)])
    await two.close()
    expect(await readdir(folder)).toEqual([])
  })

  test('spills into its folder and fetches nothing from the network', async () => {
    const scratch = await openScratch(folder)
    const [settings] = await scratch.rows(
      `SELECT current_setting('temp_directory'), current_setting('memory_limit'), current_setting('autoinstall_known_extensions')`,
    )
    expect(settings).toEqual([join(scratch.folder, 'spill'), '488.2 MiB', 'false'])
    await scratch.close()
  })

  test('sorts more than its memory holds', async () => {
    const scratch = await openScratch(folder)
    const out = join(scratch.folder, 'sorted')
    await scratch.run(`SET GLOBAL memory_limit = '128MB'`)
    await scratch.run('SET GLOBAL threads = 1')
    await scratch.run(
      `COPY (SELECT md5(i::VARCHAR) || repeat(md5((i + 1)::VARCHAR), 20) AS k FROM range(400000) t(i) ORDER BY k) TO '${out}' (FORMAT csv, HEADER false)`,
    )
    const [counts] = await scratch.rows(
      `SELECT count(*), bool_and(ordered) FROM (SELECT k >= lag(k, 1, '') OVER () AS ordered FROM read_csv('${out}', header = false, columns = {'k': 'VARCHAR'}, auto_detect = false))`,
    )
    expect(counts).toEqual(['400000', 'true'])
    await scratch.close()
  })

  test('interrupts a statement on the signal', async () => {
    const scratch = await openScratch(folder)
    const stopper = new AbortController()
    const running = scratch.run('SELECT count(*) FROM range(1000000000000)', { signal: stopper.signal })
    stopper.abort()
    await expect(running).rejects.toThrow()
    await expect(scratch.run('SELECT 1', { signal: stopper.signal })).rejects.toThrow()
    expect(await scratch.rows('SELECT 1')).toEqual([['1']])
    await scratch.close()
  })

  test('ends what runs when it is closed, and takes nothing more', async () => {
    const scratch = await openScratch(folder)
    await scratch.run('CREATE TABLE t (text VARCHAR)')
    const appender = await scratch.append('t')
    appender.add(['a row'])
    const running = scratch.run('SELECT count(*) FROM range(1000000000000)')
    const ended = expect(running).rejects.toThrow()
    await Promise.all([scratch.close(), scratch.close()])
    await ended
    expect(await readdir(folder)).toEqual([])
    appender.end()
    expect(() => appender.add(['another'])).toThrow('The appender of t has ended.')
    for (const late of [scratch.run('SELECT 1'), scratch.rows('SELECT 1'), scratch.append('t')])
      await expect(late).rejects.toThrow('The scratch database is closed.')
  })

  test('removes what dead processes left, and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    const old = new Date(Date.now() - 8 * 24 * 3600 * 1000)
    const names = {
      dead: `scratch-${hostname()}-${dead}-aaaaaa`,
      reused: `scratch-${hostname()}-${process.pid}-bbbbbb`,
      alive: `scratch-${hostname()}-${process.ppid}-cccccc`,
      elsewhere: 'scratch-other-host-1-dddddd',
      forgotten: 'scratch-other-host-1-eeeeee',
      other: 'notes',
    }
    for (const name of Object.values(names)) {
      await mkdir(join(folder, name), { recursive: true })
      await writeFile(join(folder, name, 'scratch.duckdb'), '')
    }
    await utimes(join(folder, names.forgotten), old, old)
    const mine = await openScratch(folder)
    const second = await openScratch(folder)
    const kept = [
      names.alive,
      names.elsewhere,
      names.other,
      ...[mine, second].map((scratch) => scratch.folder.slice(folder.length + 1)),
    ]
    expect((await readdir(folder)).sort()).toEqual(kept.sort())
    await mine.close()
    await second.close()
  })
})
