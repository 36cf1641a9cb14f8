import { describe, expect, it } from 'vitest'
import { MessageWindow } from '../../src/playground/page/message-window.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'

const LIMIT = 150

const message = (number: number, text = '') =>
  ({ ts: `1790000000.${String(number).padStart(6, '0')}`, text }) as Message
const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => message(first + index))
const numbers = (window: MessageWindow) => window.messages.map((each) => Number(each.ts.split('.')[1]))

/** Holds 101 to 150 of more on both sides, unless said otherwise. */
function openWindow(facts: { hasOlder?: boolean; hasNewer?: boolean } = {}): MessageWindow {
  const window = new MessageWindow()
  window.show({ messages: from(101, 150), hasOlder: true, hasNewer: true, ...facts })
  return window
}

describe('the part of a conversation that the page holds', () => {
  it('gives up the newest when older ones come, and the oldest when newer ones come', () => {
    const window = openWindow()
    for (const last of [100, 50])
      window.addOlder({ messages: from(last - 49, last), hasOlder: last > 50, hasNewer: true })
    expect(numbers(window)).toEqual(from(1, LIMIT).map((_, index) => index + 1))
    expect(window).toMatchObject({ hasOlder: false, hasNewer: true })
    window.addNewer({ messages: from(151, 200), hasOlder: true, hasNewer: false })
    expect(numbers(window)[0]).toBe(51)
    expect(window.messages).toHaveLength(LIMIT)
    expect(window).toMatchObject({ hasOlder: true, hasNewer: false })
  })

  it('takes a new message at its end only when it reaches to the end', () => {
    const window = openWindow()
    window.put(message(151), true)
    expect(numbers(window).at(-1)).toBe(150)
    const atEnd = openWindow({ hasNewer: false })
    atEnd.put(message(151), true)
    expect(numbers(atEnd).at(-1)).toBe(151)
  })

  it('lets the oldest go for a new one when its reader follows, else leaves the new one out', () => {
    for (const follows of [true, false]) {
      const window = openWindow({ hasNewer: false })
      for (const each of from(151, 150 + LIMIT)) window.put(each, follows)
      expect(window.messages).toHaveLength(LIMIT)
      expect(numbers(window).at(-1)).toBe(follows ? 150 + LIMIT : 250)
      expect(window.hasNewer).toBe(!follows)
    }
  })

  it('changes a message that it holds, and no other', () => {
    const window = openWindow()
    window.put(message(120, 'changed'), false)
    window.put(message(50, 'too old to be here'), false)
    expect(window.find(message(120).ts)?.text).toBe('changed')
    expect(window.messages).toHaveLength(50)
  })

  it('keeps the order when messages arrive in another', () => {
    const window = openWindow({ hasOlder: false, hasNewer: false })
    window.remove(message(120).ts)
    for (const each of [152, 120, 151, 100]) window.put(message(each), true)
    expect(numbers(window)).toEqual(from(100, 152).map((_, index) => index + 100))
  })
})
