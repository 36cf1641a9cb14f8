import type { SlashCommand } from './contents.ts'

/** What the composer offers when somebody types a slash. */
export const DEFAULT_COMMANDS: readonly SlashCommand[] = [
  {
    command: '/recon',
    description: 'Compare records across systems and look after what differs',
    examples: [
      { text: 'help', description: 'Show every command' },
      { text: 'status', description: 'How every reconciliation is doing' },
      { text: 'list', description: 'Open discrepancies' },
      { text: 'show 1', description: 'One discrepancy in full' },
      { text: 'run customers', description: 'Compare everything now' },
      { text: 'check customers 1042', description: 'Compare one record now' },
      { text: 'check payments last 7 days', description: 'Compare a range of dates' },
    ],
  },
]
