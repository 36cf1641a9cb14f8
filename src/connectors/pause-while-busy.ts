import type { PauseRule } from '../domain/settings.ts'
import { type BusyGate, type BusySource, openBusyGate } from './busy-gate.ts'
import type { Connector } from './contract.ts'

/**
 * The same connector, which waits while its source is busy: before each statement that reads records, and in a stream of
 * them whenever the rule's time has passed. A stream that is not taken from holds its server back.
 */
export function pauseWhileBusy(
  connector: Connector,
  rule: PauseRule | undefined,
  source: BusySource,
): Connector {
  if (rule === undefined) return connector
  const gate = openBusyGate(rule, source)
  const { checksums, joins, changes } = connector
  return {
    // It reads no record, so a wrong config is told at once.
    columns: (location, named) => connector.columns(location, named),
    read: (request) => pausing(gate, request.signal, () => connector.read(request)),
    ...(checksums && {
      checksums: {
        dialects: (side) => afterPause(gate, side.signal, () => checksums.dialects(side)),
        extent: (side) => afterPause(gate, side.signal, () => checksums.extent(side)),
        read: (request) => pausing(gate, request.signal, () => checksums.read(request)),
      },
    }),
    ...(joins && {
      joins: {
        database: () => joins.database(),
        read: (request) => afterPause(gate, request.signal, () => joins.read(request)),
      },
    }),
    ...(changes && {
      changes: {
        ...changes,
        read: (request) => afterPause(gate, request.signal, () => changes.read(request)),
      },
    }),
    close: () => connector.close(),
  }
}

async function afterPause<Answer>(
  gate: BusyGate,
  signal: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  await gate.pass(signal)
  return await ask()
}

async function* pausing<Batch>(
  gate: BusyGate,
  signal: AbortSignal,
  open: () => AsyncIterable<Batch>,
): AsyncGenerator<Batch, void> {
  await gate.pass(signal)
  for await (const batch of open()) {
    await gate.passAgain(signal)
    yield batch
  }
}
