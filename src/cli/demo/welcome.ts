import type { Narration } from '../../playground/workspace/contents.ts'

/** What the side panel says until the story's first step. */
export function welcome({ goesOn, story }: { goesOn: boolean; story: boolean }): Narration {
  return {
    title: goesOn ? 'Welcome back' : 'Welcome to the demo',
    lines: [
      goesOn
        ? 'Channels and tracker are as you left them: the cards of last time still work.'
        : 'Three systems with customers disagree, and so do payments and accounting: the first cards are in #data-quality and #finance.',
      'Press *Acknowledge*, *Resolve* or *Escalate* on a card; the menu beside them has Snooze, Assign and Undo.',
      'Try `/recon check customers 1042`.',
      story
        ? 'The systems are compared every 20 seconds, and every now and then something in them changes.'
        : 'The systems are compared every 20 seconds, and stay as they are.',
    ],
    ...(story ? { next: 'Next' } : {}),
  }
}
