import { setTimeout as sleep } from 'node:timers/promises'
import { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import { elapsed } from '../domain/read-progress.ts'
import type { RawValue } from '../domain/record.ts'
import type { PauseRule } from '../domain/settings.ts'
import type { OnWait } from '../domain/source-wait.ts'
import { readBusy } from './read-busy.ts'
import { refuseStopped } from './refuse-stopped.ts'

/** Lets reads pass while their source is not busy. Both fail as `run-stopped` as soon as the signal is aborted. */
export interface BusyGate {
  /** Asks, and waits until the answer is no. */
  pass(signal: AbortSignal): Promise<void>
  /** The same, where the last answer is older than the rule wants. */
  passAgain(signal: AbortSignal): Promise<void>
}

/** A source that can be asked. */
export interface BusySource {
  readonly name: string
  readonly log: Log
  readonly onWait?: OnWait
  /** Rows of the query, from a session of its own. */
  readonly ask: (query: string, signal: AbortSignal) => Promise<readonly (readonly RawValue[])[]>
}

/** One wait that is longer than the rule allows fails as `source-busy`: a run that was kept out must not look like one that saw nothing. */
export function openBusyGate(rule: PauseRule, source: BusySource): BusyGate {
  let askedAt = Number.NEGATIVE_INFINITY
  const pass = async (signal: AbortSignal) => {
    await waitWhileBusy(rule, source, signal)
    askedAt = performance.now()
  }
  return {
    pass,
    passAgain: async (signal) => {
      if (performance.now() - askedAt >= rule.everySeconds * 1_000) await pass(signal)
    },
  }
}

async function waitWhileBusy(rule: PauseRule, source: BusySource, signal: AbortSignal): Promise<void> {
  if (!(await isBusy(rule, source, signal))) return
  const { name, log } = source
  const startedAt = performance.now()
  const waited = () => (performance.now() - startedAt) / 1_000
  const end = source.onWait?.(name)
  log.info({ source: name }, 'waiting: the source is busy')
  try {
    do {
      const left = rule.atMostSeconds - waited()
      if (left <= 0) throw busyError(name, waited())
      await pause(Math.min(rule.everySeconds, left), name, signal)
    } while (await isBusy(rule, source, signal))
    log.info({ source: name, seconds: Math.round(waited()) }, 'the source is no longer busy')
  } finally {
    end?.()
  }
}

async function isBusy({ query }: PauseRule, source: BusySource, signal: AbortSignal): Promise<boolean> {
  const { name } = source
  refuseStopped(name, signal)
  try {
    return readBusy(name, await source.ask(query, signal))
  } catch (cause) {
    refuseStopped(name, signal)
    throw cause instanceof CounterfoilError ? cause : askError(name, cause)
  }
}

async function pause(seconds: number, name: string, signal: AbortSignal): Promise<void> {
  try {
    await sleep(seconds * 1_000, undefined, { signal })
  } catch {
    refuseStopped(name, signal)
  }
}

function askError(name: string, cause: unknown): CounterfoilError {
  const message = cause instanceof Error ? cause.message.replace(/[.\s]+$/, '') : String(cause)
  const sentence = `${name}: the query of pauseWhile failed: ${message}; correct it, or remove pauseWhile of the source. It may only read, and has 30 s to answer.`
  return new CounterfoilError('source-query', sentence, { cause })
}

function busyError(name: string, seconds: number): CounterfoilError {
  const sentence = `${name}: the source was busy for ${elapsed(seconds)}, as its pauseWhile says; nothing is concluded. Run again when it has less to do, raise pauseWhile.atMost of the source, or correct its query.`
  return new CounterfoilError('source-busy', sentence)
}
