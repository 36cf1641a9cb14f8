import { once } from 'node:events'
import { Command } from 'commander'
import { openShell } from '../open-shell.ts'
import { readPort } from '../read-port.ts'
import { describeDemo } from './describe-demo.ts'
import { startDemo } from './start-demo.ts'

interface Options {
  readonly port: number
  readonly data: string
  readonly fresh?: boolean
  readonly story: boolean
  readonly byHand?: boolean
  readonly quiet?: boolean
}

const EXAMPLES = `
Examples:
  $ counterfoil demo
  $ counterfoil demo --fresh --port 5000`

/** `counterfoil demo`: everything on this computer, nothing to set up, until Ctrl-C. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Starts sample systems, a local stand-in for Slack and the bot; open the address it prints.')
    .option('--port <number>', 'port of the page', readPort, 4477)
    .option('--data <folder>', 'where the demo keeps its files', '.counterfoil/demo')
    .option('--fresh', 'forget what an earlier demo left')
    .option('--by-hand', 'the story goes on only when somebody presses Next')
    .option('--no-story', 'no story: a new demo starts with everything wrong, and stays so')
    .option('--quiet', 'print the address only')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const shell = openShell(command)
      if (!options.quiet) shell.tell('starting the sample systems, the page and the bot …')
      const demo = await startDemo({
        ...options,
        folder: options.data,
        log: shell.log,
        tell: (line) => shell.tell(line),
      })
      try {
        await shell.print([options.quiet ? `${demo.url}\n` : describeDemo(demo, { story: options.story })])
        if (!shell.signal.aborted) await once(shell.signal, 'abort')
      } finally {
        await demo.stop()
      }
    })
}
