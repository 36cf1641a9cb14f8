import type { Preview } from './preview.ts'

export const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

/** Where the picture of a preview is, below the folder of all: `discrepancyCard/state-new.light.png`. */
export function pictureOf({ kind, state }: Preview, scheme: Scheme): string {
  const name = state
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `${kind}/${name}.${scheme}.png`
}
