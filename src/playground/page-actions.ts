import { type Click, click } from './interactions/click.ts'
import { DONE, type Outcome, problem, type Stage } from './interactions/interaction.ts'
import { openHome } from './interactions/open-home.ts'
import { runCommand, type TypedCommand } from './interactions/run-command.ts'
import { type Saying, say } from './interactions/say.ts'
import { closeView, type Submission, submitView } from './interactions/submit-view.ts'
import { type Search, suggestOptions } from './interactions/suggest-options.ts'
import { type JsonObject, textOf } from './json.ts'
import { type History, readHistory } from './page-history.ts'
import type { ReadMarks } from './page-reads.ts'
import { findMessage, removeMessage } from './workspace/messages.ts'

type Asked = JsonObject & { user: string }

export interface PageStage {
  readonly stage: Stage
  readonly reads: ReadMarks
}

/** Does what a person does on the page. */
export async function act({ stage, reads }: PageStage, action: string, asked: Asked): Promise<Outcome> {
  switch (action) {
    case 'click':
      return await click(stage, asked as JsonObject & Click)
    case 'command':
      return await runCommand(stage, asked as JsonObject & TypedCommand)
    case 'submit':
      return await submitView(stage, asked as JsonObject & Submission)
    case 'close':
      return await closeView(stage, asked.user, asked.all === true)
    case 'home':
      return await openHome(stage, asked.user, asked.tab === 'messages' ? 'messages' : 'home')
    case 'suggest':
      return await suggestOptions(stage, asked as JsonObject & Search)
    case 'history':
      return history(stage, asked)
    case 'read':
      reads.mark(asked.user, textOf(asked.channel) ?? '')
      return DONE
    case 'say':
      return say(stage, { ...asked, threadTs: textOf(asked.threadTs) } as JsonObject & Saying)
    case 'next':
      return await stage.tour.next().then(() => DONE)
    case 'dismiss':
      return dismiss(stage, asked)
    default:
      return problem('Nothing here does that.')
  }
}

function history(stage: Stage, asked: Asked): Outcome & Partial<History> {
  const found = readHistory(stage.workspace, asked.user, {
    channel: textOf(asked.channel) ?? '',
    thread: textOf(asked.thread),
    before: textOf(asked.before),
    after: textOf(asked.after),
    around: textOf(asked.around),
  })
  return found === null ? problem('That message is not there any more.') : { ...DONE, ...found }
}

/** Only what is for oneself alone can be waved away. */
function dismiss(stage: Stage, asked: Asked): Outcome {
  const message = findMessage(stage.workspace, textOf(asked.channel) ?? '', textOf(asked.ts) ?? '')
  if (message?.onlyFor === asked.user) removeMessage(stage.workspace, message)
  return DONE
}
