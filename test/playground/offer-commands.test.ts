import { describe, expect, it } from 'vitest'
import { offerCommands } from '../../src/playground/offer-commands.ts'

const registered = [{ command: '/recon', description: 'Compares', usage_hint: 'run | help' }]
const example = { text: 'help', description: 'Shows every command' }

describe('the commands that people can type', () => {
  it('are those of the manifest, with their hint', () => {
    const offered = { command: '/recon', description: 'Compares', examples: [], usageHint: 'run | help' }
    expect(offerCommands(registered, [])).toEqual([offered])
  })

  it('have the examples that are known for them, and others follow', () => {
    const recon = { command: '/recon', description: 'Compares your systems', examples: [example] }
    const ask = { command: '/ask', description: 'Asks', examples: [] }
    expect(offerCommands(registered, [ask, recon])).toEqual([{ ...recon, usageHint: 'run | help' }, ask])
  })
})
