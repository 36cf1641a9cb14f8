import type { WebClient } from '@slack/web-api'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { lacksBrowser, openBrowser } from '../support/browser.ts'
import { broken, mrkdwn, openPage, showBlocks } from './open-page.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'

describe.skipIf(lacksBrowser())('tables and charts on the page', () => {
  let playground: Playground
  let client: WebClient
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    playground = await openPlayground()
    client = clientFor(playground)
    browser = await openBrowser()
    page = await openPage(browser, playground)
  })
  afterAll(async () => {
    await browser?.close()
    await playground?.close()
  })

  const show = (...blocks: object[]) => showBlocks(page, client, blocks)

  it('a data table shows a page at a time, its numbers at the right', async () => {
    const drawn = await show(dataTable(12))
    const names = () => drawn.locator('tbody th').allInnerTexts()
    expect(await names()).toEqual(['row 1', 'row 2', 'row 3', 'row 4', 'row 5'])
    expect(await drawn.locator('caption').textContent()).toBe('Oldest')
    expect(await drawn.locator('tbody td').first().getAttribute('class')).toBe('align-right')
    const next = drawn.getByRole('button', { name: 'Next page' })
    await next.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    expect(await names()).toEqual(['row 11', 'row 12'])
    await drawn.getByText('11–12 of 12').waitFor()
    expect(await next.isDisabled()).toBe(true)
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Previous page')
  })

  it('a click on a column sorts numbers as numbers, then the other way, then not at all', async () => {
    const drawn = await show(dataTable(12))
    const numbers = () => drawn.locator('tbody td').allInnerTexts()
    const sort = drawn.getByRole('button', { name: 'Delta' })
    const column = drawn.getByRole('columnheader', { name: 'Delta' })
    // The rows say 12, 11, 10 ... and 1: as text, 10 would stand before 2.
    expect(await numbers()).toEqual(['12', '11', '10', '9', '8'])
    await sort.click()
    expect(await numbers()).toEqual(['1', '2', '3', '4', '5'])
    expect(await column.getAttribute('aria-sort')).toBe('ascending')
    await sort.click()
    expect(await numbers()).toEqual(['12', '11', '10', '9', '8'])
    expect(await column.getAttribute('aria-sort')).toBe('descending')
    await drawn.getByRole('button', { name: 'Record' }).click()
    expect(await drawn.locator('tbody th').allInnerTexts()).toEqual([
      'row 1',
      'row 2',
      'row 3',
      'row 4',
      'row 5',
    ])
  })

  it('what one does in a table stays when another message changes', async () => {
    const drawn = await show(dataTable(12))
    await drawn.getByRole('button', { name: 'Next page' }).click()
    const other = await show({ type: 'section', text: mrkdwn('before') })
    const ts = (await other.getAttribute('data-ts'))!
    const channel = playground.messages('data-quality')[0]!.channel
    await client.chat.update({ channel, ts, text: 'after' })
    await other.getByText('(edited)').waitFor()
    await drawn.getByText('6–10 of 12').waitFor()
  })

  it('a line chart has axes, a legend, words at every place, and its numbers as a table', async () => {
    const drawn = await show(chart('line'))
    expect(await drawn.locator('.chart-legend').textContent()).toMatch(/payments\s*customers/)
    expect(await drawn.locator('svg .chart-axis').allTextContents()).toEqual(['Day', 'Open'])
    // Values reach from 4 to 20: round numbers from 0 on.
    expect((await drawn.locator('svg .chart-tick').allTextContents()).slice(0, 5)).toEqual([
      '0',
      '5',
      '10',
      '15',
      '20',
    ])
    expect(await drawn.locator('circle').count()).toBe(6)
    const plot = drawn.getByRole('group', { name: /Line chart: Open by day/ })
    await plot.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    const tip = drawn.getByRole('status')
    expect(await tip.textContent()).toMatch(/^Tue\s*payments\s*12\s*customers\s*8$/)
    await page.keyboard.press('Escape')
    expect(await tip.count()).toBe(0)
    await plot.hover({ position: { x: 60, y: 60 } })
    expect(await tip.textContent()).toContain('Mon')
    await drawn.getByText('Show as table').click()
    expect(await drawn.locator('tbody tr').nth(1).textContent()).toMatch(/^Tue\s*12\s*8$/)
  })

  it('bars stand beside each other, areas are filled, a pie says shares', async () => {
    const bars = await show(chart('bar'))
    const heights = await bars
      .locator('rect')
      .evaluateAll((all) => all.map((each) => Number(each.getAttribute('height'))))
    // payments 4, 12, 20: the heights are in proportion.
    expect(heights.slice(0, 3).map((each) => Math.round((each / heights[2]!) * 20))).toEqual([4, 12, 20])
    const area = await show(chart('area'))
    expect(await area.locator('.chart-area').count()).toBe(2)
    const segments = [
      { label: 'Lag', value: 3 },
      { label: 'Rounding', value: 1 },
    ]
    const pie = await show({ type: 'data_visualization', title: 'Causes', chart: { type: 'pie', segments } })
    expect(await pie.locator('.chart-share').allTextContents()).toEqual(['3 · 75%', '1 · 25%'])
    await pie.locator('svg').hover({ position: { x: 150, y: 110 } })
    expect(await pie.getByRole('status').textContent()).toMatch(/^Lag\s*3 \(75%\)$/)
  })

  it('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })
})

/** `row 1` with the number of rows, `row 2` with one less, and so on. */
function dataTable(count: number) {
  const header = ['Record', 'Delta'].map((text) => ({ type: 'raw_text', text }))
  const rows = Array.from({ length: count }, (_, index) => [
    { type: 'raw_text', text: `row ${index + 1}` },
    { type: 'raw_number', value: count - index },
  ])
  return { type: 'data_table', caption: 'Oldest', rows: [header, ...rows] }
}

function chart(type: 'line' | 'bar' | 'area') {
  const categories = ['Mon', 'Tue', 'Wed']
  const series = (name: string, values: number[]) => ({
    name,
    data: values.map((value, index) => ({ label: categories[index], value })),
  })
  return {
    type: 'data_visualization',
    title: 'Open by day',
    chart: {
      type,
      series: [series('payments', [4, 12, 20]), series('customers', [5, 8, 6])],
      axis_config: { categories, x_label: 'Day', y_label: 'Open' },
    },
  }
}
