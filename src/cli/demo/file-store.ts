import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SampleSystem } from './sample-system.ts'
import type { SystemStore } from './system-store.ts'

/** Systems as files in a folder. A reader sees the old file or the new one, never half of one. */
export function fileStore(folder: string): SystemStore {
  return {
    write: async (system) => {
      const path = join(folder, fileName(system))
      await writeFile(`${path}.part`, system.home === 'ndjson' ? ndjson(system) : csv(system))
      await rename(`${path}.part`, path)
    },
    close: async () => {},
  }
}

/** A system that would live in a database, too, is a CSV file where there is none. */
function fileName(system: SampleSystem): string {
  return `${system.table}.${system.home === 'ndjson' ? 'ndjson' : 'csv'}`
}

function ndjson(system: SampleSystem): string {
  return system.rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function csv(system: SampleSystem): string {
  const columns = Object.keys(system.columns)
  const lines = system.rows.map((row) => columns.map((column) => csvCell(row[column] ?? null)).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** Null is an unquoted empty cell, an empty string a quoted one. */
function csvCell(value: string | null): string {
  if (value === null) return ''
  return value === '' || /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
