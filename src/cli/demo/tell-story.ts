import type { Log } from '../../domain/log.ts'
import { saveDemoState } from './demo-state.ts'
import type { SampleWorld } from './open-sample-world.ts'
import { type StoryStep, storyStep } from './story.ts'

export interface Story {
  /** Takes the next step now; done when it is true and was told. Whoever asks while one is in hand waits for that one. */
  next(): Promise<void>
  /** Tells nothing more; waits for the step in hand. */
  stop(): Promise<void>
}

export interface StoryOptions {
  readonly world: Pick<SampleWorld, 'data' | 'apply'>
  readonly folder: string
  readonly day: string
  readonly stepsTold: number
  /** Every step at its time; else only when somebody asks for it. */
  readonly goesOnByItself: boolean
  readonly log: Log
  /** Called after a step is true. */
  readonly tell: (step: StoryStep) => Promise<void>
}

/** Takes step after step until it is stopped, and remembers in the folder how far it came. */
export function tellStory(options: StoryOptions): Story {
  const { world, folder, day, log } = options
  let stepsTold = options.stepsTold
  let inHand: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let isOver = false
  wait()

  function wait(): void {
    if (isOver || !options.goesOnByItself) return
    timer = setTimeout(() => void next(), storyStep(stepsTold, world.data).afterSeconds * 1_000)
  }

  function next(): Promise<void> {
    if (isOver) return Promise.resolve()
    if (timer) clearTimeout(timer)
    inHand ??= take().finally(() => {
      inHand = null
      wait()
    })
    return inHand
  }

  async function take(): Promise<void> {
    const step = storyStep(stepsTold, world.data)
    try {
      await world.apply(step.edits)
      await saveDemoState(folder, { day, stepsTold: stepsTold + 1 })
      stepsTold += 1
      await options.tell(step)
    } catch (error) {
      isOver = true
      log.warn({ err: error }, `the story ends here, because a sample system cannot be changed: ${error}`)
    }
  }

  return {
    next,
    stop: async () => {
      isOver = true
      if (timer) clearTimeout(timer)
      await inHand
    },
  }
}
