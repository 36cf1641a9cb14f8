import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname
const README = readFileSync(`${ROOT}README.md`, 'utf8')
const PICTURES = [...README.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, words, file]) => ({
  words: words!,
  file: file!,
}))

test('the README has a picture', () => {
  expect(PICTURES.map(({ file }) => file)).toContain('docs/images/demo.png')
})

test.each(PICTURES)(
  '$file is a picture of a whole window, not too large, with words beside it',
  ({ file, words }) => {
    const bytes = readFileSync(`${ROOT}${file}`)
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    // A PNG begins with its width and height.
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
    expect(width).toBeGreaterThanOrEqual(1_200)
    expect(width / height).toBeGreaterThan(1.3)
    expect(width / height).toBeLessThan(2)
    expect(bytes.length).toBeLessThan(600_000)
    expect(words.length).toBeGreaterThan(20)
  },
)
