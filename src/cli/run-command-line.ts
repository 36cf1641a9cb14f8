import { CommanderError } from 'commander'
import { buildProgram } from './build-program.ts'
import { EXIT, exitStatusOfError } from './exit-status.ts'
import { describeError } from './report-error.ts'

/** Parses the command line, runs one command and says the exit status. Never throws. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  ignoreClosedPipes()
  const debug = words.includes('--debug')
  process.on('uncaughtException', (error) => {
    process.stderr.write(describeError(error, debug))
    process.exit(exitStatusOfError(error))
  })
  try {
    const program = await buildProgram(words)
    await program.parseAsync(words, { from: 'user' })
    return Number(process.exitCode ?? EXIT.agree)
  } catch (error) {
    // Commander has printed its line already; help and version end with 0, bare `counterfoil` is wrong usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.agree : EXIT.usage
    process.stderr.write(describeError(error, debug))
    return exitStatusOfError(error)
  }
}

/** Whoever reads our output may stop before the end (`| head`): that is their right and no error of ours. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
