import { describe, expect, test } from 'vitest'
import { compilePattern, LONGEST_FOR_PATTERN, patternProblem } from '../../src/domain/expectation.ts'

describe('patternProblem()', () => {
  test.each([
    '^.+@.+$',
    '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$',
    '^DE\\d{9}$',
    '^\\p{Lu}{2}-\\d+(?:-\\d{2})?$',
    '^(?:open|paid|void)$',
    '(ab)+',
    '[(+*]+\\(',
    '^\\u{1F600}+$',
  ])('lets %s pass', (pattern) => expect(patternProblem(pattern)).toBeNull())

  test.each([
    ['(', 'does not compile'],
    ['[z-a]', 'does not compile'],
    ['^(a+)+$', 'repeats a group'],
    ['^(a|a)*$', 'repeats a group'],
    ['^((?:a?)){30}$', 'repeats a group'],
    ['^(?<x>a*){2,}$', 'repeats a group'],
    ['^(a)\\1+$', 'refers back'],
    ['a+b+c+', 'so many repetitions'],
    ['^a*a*a*a*$', 'so many repetitions'],
    ['^a+|a+b+c+', 'so many repetitions'],
  ])('refuses %s: %s', (pattern, sentence) => expect(patternProblem(pattern)).toContain(sentence))

  test('what it lets pass ends soon on the worst text', () => {
    const began = performance.now()
    for (const pattern of ['^.+@.+$', '.+@.+', '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$'])
      for (const letter of ['@', 'a', '.'])
        compilePattern(pattern).test(`${letter.repeat(LONGEST_FOR_PATTERN - 1)}\n`)
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
