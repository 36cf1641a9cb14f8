/** The smallest blocks and elements that Slack takes; `facts` add to them or replace parts. */
export const long = (length: number) => 'a'.repeat(length)
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

export const plain = (text = 'x') => ({ type: 'plain_text', text })
export const mrkdwn = (text = 'x') => ({ type: 'mrkdwn', text })

export const divider = { type: 'divider' }
export const section = (facts: object = {}) => ({ type: 'section', text: mrkdwn(), ...facts })
export const actions = (...elements: object[]) => ({ type: 'actions', elements })
export const input = (facts: object = {}) => ({
  type: 'input',
  label: plain(),
  element: { type: 'plain_text_input', action_id: 'a' },
  ...facts,
})
export const image = (facts: object = {}) => ({
  type: 'image',
  image_url: 'https://example.com/a.png',
  alt_text: 'x',
  ...facts,
})

export const button = (facts: object = {}) => ({ type: 'button', action_id: 'a', text: plain(), ...facts })
export const option = (facts: object = {}) => ({ text: plain(), value: 'x', ...facts })
export const options = (count: number) => many(count, (index) => option({ value: `v${index}` }))
export const select = (facts: object = {}) => ({
  type: 'static_select',
  action_id: 'a',
  options: options(1),
  ...facts,
})
export const confirm = (facts: object = {}) => ({
  title: plain(),
  text: plain(),
  confirm: plain(),
  deny: plain(),
  ...facts,
})

export const richText = (text = 'x') => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
})

export const cell = (text = 'x') => ({ type: 'raw_text', text })
export const rows = (count: number, columns = 1, text = 'x') =>
  many(count, () => many(columns, () => cell(text)))
export const table = (facts: object = {}) => ({ type: 'table', rows: rows(2), ...facts })
export const dataTable = (facts: object = {}) => ({
  type: 'data_table',
  caption: 'x',
  rows: rows(2),
  ...facts,
})

export const card = (facts: object = {}) => ({ type: 'card', title: mrkdwn(), ...facts })
export const container = (facts: object = {}) => ({
  type: 'container',
  title: plain(),
  child_blocks: [divider],
  ...facts,
})
export const chart = (facts: object, title = 'x') => ({ type: 'data_visualization', title, chart: facts })
export const pie = (count = 1, facts: object = {}) =>
  chart({
    type: 'pie',
    segments: many(count, (index) => ({ label: `s${index}`, value: 1, ...facts })),
  })
export const line = (series: number, categories: number, axes: object = {}) => {
  const labels = many(categories, (index) => `c${index}`)
  return chart({
    type: 'line',
    series: many(series, (index) => ({
      name: `s${index}`,
      data: labels.map((label) => ({ label, value: -1.5 })),
    })),
    axis_config: { categories: labels, ...axes },
  })
}
