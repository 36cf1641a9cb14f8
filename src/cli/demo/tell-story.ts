import type { Log } from '../../domain/log.ts'
import { saveDemoState } from './demo-state.ts'
import type { SampleWorld } from './open-sample-world.ts'
import { type StoryStep, storyStep } from './story.ts'

export interface Story {
  /** Tells nothing more; waits for the step in hand. */
  stop(): Promise<void>
}

export interface StoryOptions {
  readonly world: SampleWorld
  readonly folder: string
  readonly day: string
  readonly stepsTold: number
  readonly log: Log
  /** Called after a step is true. */
  readonly tell: (step: StoryStep) => void
}

/** Takes step after step at its time until it is stopped, and remembers in the folder how far it came. */
export function tellStory({ world, folder, day, stepsTold, log, tell }: StoryOptions): Story {
  let working: Promise<void> = Promise.resolve()
  let timer = waitFor(stepsTold)

  function waitFor(index: number): NodeJS.Timeout {
    const step = storyStep(index, world.data)
    return setTimeout(() => {
      working = take(step, index).catch((error: unknown) => {
        log.warn(
          { err: error },
          `the story ends here, because a sample system cannot be changed: ${String(error)}`,
        )
      })
    }, step.afterSeconds * 1_000)
  }

  async function take(step: StoryStep, index: number): Promise<void> {
    await world.apply(step.edits)
    await saveDemoState(folder, { day, stepsTold: index + 1 })
    tell(step)
    timer = waitFor(index + 1)
  }

  return {
    stop: async () => {
      clearTimeout(timer)
      await working
      clearTimeout(timer)
    },
  }
}
