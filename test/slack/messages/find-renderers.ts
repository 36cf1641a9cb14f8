import { readdirSync, readFileSync } from 'node:fs'

const MESSAGES = new URL('../../../src/slack/messages/', import.meta.url)

/** The part that messages are made of. */
const NOT_WHOLE = ['makeMessage']

/** Functions that make a whole message, window or Home view, by what they say they return. */
export function findRenderers(): string[] {
  return readdirSync(MESSAGES).flatMap((file) => {
    const text = readFileSync(new URL(file, MESSAGES), 'utf8')
    return [...text.matchAll(/^export (?:async )?function (\w+)[\s\S]*?\n?\): ([^\n]*) \{$/gm)]
      .filter(([, , returned]) => /\b(Message|ModalView|HomeView)\b/.test(returned!))
      .map(([, name]) => name!)
      .filter((name) => !NOT_WHOLE.includes(name))
  })
}
