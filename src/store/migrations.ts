import { fileURLToPath } from 'node:url'

/**
 * What drizzle's migrators need: the folder at the package's root, equally far from `src` and `dist`, and a table of
 * our own, because drizzle's usual one would mix us up with another application in the same database.
 */
export const MIGRATIONS = {
  migrationsFolder: fileURLToPath(new URL('../../drizzle', import.meta.url)),
  migrationsTable: 'counterfoil_migrations',
}
