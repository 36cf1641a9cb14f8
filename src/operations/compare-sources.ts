import type { Connector } from '../connectors/contract.ts'
import { openConnector } from '../connectors/open-connector.ts'
import { parseLocation } from '../connectors/parse-location.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RecordKey } from '../domain/record.ts'
import type { Comparison } from '../engine/index.ts'
import { type CompareRequest, compareReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'
import { type AdHocRequest, type DescribedSide, planAdHoc } from './plan-ad-hoc.ts'

/** What to compare without a config, and whom to tell how far it is. */
export interface CompareSourcesRequest extends AdHocRequest {
  readonly onProgress?: CompareRequest['onProgress']
  /** Compare this key alone and keep its record; everything unless said. */
  readonly keyOf?: (reconciliation: Reconciliation) => RecordKey
  readonly onPlan?: CompareRequest['onPlan']
  readonly findHints?: boolean
}

/** A side of the plan with the connector that reads it. */
interface OpenSide extends DescribedSide {
  readonly connector: Connector
}

/** Reads sources that no config names, so `connect` is of no use. */
export type AdHocContext = Omit<ReadContext, 'connect'>

/** Compares places as they are named on the command line: no config, nothing remembered. Throws `usage`, `source-*`. */
export async function compareSources(
  context: AdHocContext,
  request: CompareSourcesRequest,
): Promise<Comparison> {
  const sides = await openSides(context, request)
  const connectors = new Map(sides.map((side) => [side.name, side.connector]))
  // From here on the comparison closes what it was handed; whatever it did not take is closed below.
  const connect = async (name: string) => {
    const connector = connectors.get(name)!
    connectors.delete(name)
    return connector
  }
  try {
    const { reconciliation, warnings } = planAdHoc(sides, request)
    for (const warning of warnings) context.log.warn({}, warning)
    return await compareReconciliation(
      { ...context, connect },
      {
        reconciliation,
        ...(request.keyOf
          ? { scope: { kind: 'keys', keys: [request.keyOf(reconciliation)] }, keepRecords: true }
          : { scope: { kind: 'everything' } }),
        ...(request.onPlan ? { onPlan: request.onPlan } : {}),
        ...(request.findHints ? { findHints: true } : {}),
        ...(request.onProgress ? { onProgress: request.onProgress } : {}),
      },
    )
  } finally {
    await closeAll([...connectors.values()])
  }
}

async function openSides(context: AdHocContext, request: CompareSourcesRequest): Promise<OpenSide[]> {
  const opened: OpenSide[] = []
  const connectors: Connector[] = []
  try {
    for (const side of request.sides) {
      const { settings, location } = parseLocation(side.place)
      const { scratchFolder, log } = context
      const connector = await openConnector({ name: side.name, settings, scratchFolder, log })
      connectors.push(connector)
      opened.push({ ...side, connector, location, columns: await connector.columns(location) })
    }
    return opened
  } catch (error) {
    await closeAll(connectors)
    throw error
  }
}

async function closeAll(connectors: readonly Connector[]): Promise<void> {
  await Promise.allSettled(connectors.map((connector) => connector.close()))
}
