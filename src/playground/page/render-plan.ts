import type { PlanBlock, TaskCardBlock } from '@slack/types'
import { h, icon } from './dom.ts'
import type { Model } from './model.ts'
import { renderRichText } from './render-rich-text.ts'
import { link, renderPlain } from './render-text.ts'

const STATUS: Readonly<Record<string, string>> = {
  pending: 'Pending',
  in_progress: 'In progress',
  complete: 'Complete',
  error: 'Failed',
}

/** Steps of a piece of work under one title, with how far it is. */
export function renderPlan(model: Model, block: PlanBlock): HTMLElement {
  const tasks = (block.tasks ?? []) as TaskCardBlock[]
  const done = tasks.filter((each) => each.status === 'complete').length
  return h(
    'section',
    { class: 'plan' },
    h(
      'header',
      { class: 'plan-head' },
      h('strong', {}, renderPlain(block.title)),
      h('span', { class: 'plan-count' }, `${done} of ${tasks.length} done`),
    ),
    h('ol', {}, ...tasks.map((each) => h('li', {}, renderTask(model, each)))),
  )
}

/** One step: its state, and what it did when one opens it. */
export function renderTask(model: Model, task: TaskCardBlock): HTMLElement {
  const sources = (task.sources ?? []).map((each) => h('li', {}, link(each.url, each.text)))
  const words = STATUS[task.status] ?? task.status
  const head = [
    h('span', { class: `task-mark task-${task.status}`, role: 'img', 'aria-label': words, title: words }),
    h('span', { class: 'task-title' }, renderPlain(task.title)),
  ]
  const part = (name: string, block: TaskCardBlock['details']) =>
    block === undefined ? null : h('div', { class: `task-${name}` }, renderRichText(model, block))
  const more = [
    part('details', task.details),
    part('output', task.output),
    sources.length === 0 ? null : h('ul', { class: 'task-sources' }, ...sources),
  ]
  if (more.every((each) => each === null))
    return h('div', { class: 'task' }, h('div', { class: 'task-head' }, ...head))
  return h(
    'details',
    { class: 'task', open: task.status === 'in_progress' || task.status === 'error' },
    h('summary', { class: 'task-head' }, ...head, icon('fold')),
    h('div', { class: 'task-more' }, ...more),
  )
}
