import { block } from './block.ts'
import { slackIcon } from './composition-rules.ts'
import { richText } from './rich-text-rules.ts'
import { choice, flag, list, object, optional, required, string } from './rules.ts'

const source = object({
  type: required(choice('url')),
  url: required(string()),
  text: required(string()),
})

const taskParts = {
  task_id: required(string()),
  title: required(string()),
  icon: optional(slackIcon),
  hide_title: optional(flag),
  details: optional(richText),
  output: optional(richText),
  sources: optional(list(source, undefined, 0)),
}

/** One task on its own. Slack takes `pending` only where other tasks are waited for: in a plan. */
export const taskCard = block('task_card', {
  ...taskParts,
  status: optional(choice('in_progress', 'complete', 'error')),
})

const status = optional(choice('pending', 'in_progress', 'complete', 'error'))

const task = object({
  type: optional(choice('task_card')),
  block_id: optional(string(255)),
  ...taskParts,
  status,
})

/** Tasks in their order; its title is a string, not a text object. */
export const plan = block('plan', {
  title: required(string()),
  tasks: optional(list(task, undefined, 0)),
  status,
})
