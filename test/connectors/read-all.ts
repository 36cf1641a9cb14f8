import type { Connector, ReadRequest } from '../../src/connectors/contract.ts'
import type { Log } from '../../src/domain/log.ts'
import type { SideLocation } from '../../src/domain/reconciliation.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { decodeRecord, recordText } from '../../src/domain/record-batch.ts'

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export const nowhere: SideLocation = { table: null, query: null, where: null }

/** The whole of a table, or of a query. */
export const at = (table: string): SideLocation => ({ ...nowhere, table })
export const query = (text: string): SideLocation => ({ ...nowhere, query: text })

type Request = Pick<ReadRequest, 'columns'> & Partial<ReadRequest>

/** A read of everything by one key in byte order, unless said otherwise. */
export function readRequest(request: Request): ReadRequest {
  return {
    location: nowhere,
    keyOrder: ['bytes'],
    scope: { kind: 'everything' },
    signal: new AbortController().signal,
    ...request,
  }
}

/** All records of a read, decoded. */
export async function readAll(connector: Connector, request: Request): Promise<RawValue[][]> {
  const records: RawValue[][] = []
  for await (const batch of connector.read(readRequest(request))) {
    for (let index = 0; index < batch.count; index++) records.push(decodeRecord(recordText(batch, index)))
  }
  return records
}

/** Reads the first batch, does something, and reads on; how many records there were. */
export async function readAround(
  connector: Connector,
  request: Request,
  between: () => unknown,
): Promise<number> {
  let rows = 0
  for await (const batch of connector.read(readRequest(request))) {
    if (rows === 0) await between()
    rows += batch.count
  }
  return rows
}

/** The first cells of all records of a read. */
export async function readKeys(connector: Connector, request: Request): Promise<RawValue[]> {
  return (await readAll(connector, request)).map(([key]) => key!)
}
