import type { Command } from 'commander'

/** A command as `counterfoil --help` lists it; the command itself is loaded only when it is asked for. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'compare',
    summary: 'compare files or database tables; no config, nothing remembered',
    load: async () => (await import('./compare.ts')).compareCommand(),
  },
  {
    name: 'run',
    summary: 'run a reconciliation of the config and remember what it finds',
    load: async () => (await import('./run.ts')).runCommand(),
  },
  {
    name: 'check',
    summary: 'compare one record or a date range now; nothing remembered',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  {
    name: 'list',
    summary: 'list open discrepancies',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  {
    name: 'trend',
    summary: 'show what came, went and is open over time',
    load: async () => (await import('./trend.ts')).trendCommand(),
  },
  {
    name: 'triage',
    summary: 'acknowledge, resolve, assign, snooze ... a discrepancy',
    load: async () => (await import('./triage.ts')).triageCommand(),
  },
  {
    name: 'fix',
    summary: 'apply a remedy to a discrepancy and prove it, or take it back',
    load: async () => (await import('./fix.ts')).fixCommand(),
  },
  {
    name: 'remedy',
    summary: 'list remedies and what they did, switch them on, off or automatic',
    load: async () => (await import('./remedy.ts')).remedyCommand(),
  },
  {
    name: 'pause',
    summary: 'pause the schedule of a reconciliation',
    load: async () => (await import('./pause.ts')).pauseCommand(),
  },
  {
    name: 'resume',
    summary: 'end the pause of a schedule',
    load: async () => (await import('./pause.ts')).resumeCommand(),
  },
  {
    name: 'audit',
    summary: 'check, export or prune the history of runs and discrepancies',
    load: async () => (await import('./audit.ts')).auditCommand(),
  },
  {
    name: 'start',
    summary: 'start the Slack bot',
    load: async () => (await import('./start.ts')).startCommand(),
  },
  {
    name: 'demo',
    summary: 'start the bot with sample systems and a local stand-in for Slack',
    load: async () => (await import('./demo/demo.ts')).demoCommand(),
  },
  {
    name: 'playground',
    summary: 'start the bot with your own config and a local stand-in for Slack',
    load: async () => (await import('./playground.ts')).playgroundCommand(),
  },
  {
    name: 'init',
    summary: 'write a commented counterfoil.yml to start from',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  {
    name: 'validate',
    summary: 'check the config and name every problem in it',
    load: async () => (await import('./validate.ts')).validateCommand(),
  },
  {
    name: 'verify',
    summary: 'try what the bot needs of Slack, the sources and the tracker',
    load: async () => (await import('./verify.ts')).verifyCommand(),
  },
  {
    name: 'token',
    summary: 'make a token for the HTTP API',
    load: async () => (await import('./token.ts')).tokenCommand(),
  },
  {
    name: 'schema',
    summary: "print the config's JSON Schema, for editors",
    load: async () => (await import('./schema.ts')).schemaCommand(),
  },
]
