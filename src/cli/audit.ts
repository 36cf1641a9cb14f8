import { Command } from 'commander'
import { auditExportCommand } from './audit-export.ts'
import { auditPruneCommand } from './audit-prune.ts'
import { auditVerifyCommand } from './audit-verify.ts'

const EXAMPLES = `
Every event of a discrepancy and every ended run is in a chain of hashes: docs/audit.md says what that proves.

Examples:
  $ counterfoil audit verify
  $ counterfoil audit export --from 2026-01-01 --to 2026-03-31 --format csv > audit.csv
  $ counterfoil audit prune --dry-run
  $ counterfoil help audit verify`

/** `counterfoil audit verify|export|prune` */
export function auditCommand(): Command {
  return new Command('audit')
    .description('Checks, exports or prunes the history of runs and discrepancies.')
    .addCommand(auditVerifyCommand())
    .addCommand(auditExportCommand())
    .addCommand(auditPruneCommand())
    .addHelpText('after', EXAMPLES)
}
