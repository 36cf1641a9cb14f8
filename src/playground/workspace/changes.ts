import type { Message, Narration, View } from './contents.ts'

/** What happened, as told to the page and to waiting tests. */
export type Change =
  | { readonly type: 'message'; readonly message: Message; readonly isNew: boolean }
  | { readonly type: 'message-gone'; readonly channel: string; readonly ts: string }
  | { readonly type: 'views'; readonly user: string; readonly stack: readonly View[] }
  | { readonly type: 'home'; readonly user: string; readonly view: View }
  | { readonly type: 'conversation'; readonly id: string }
  | { readonly type: 'member'; readonly id: string }
  | { readonly type: 'group'; readonly id: string }
  | { readonly type: 'narration'; readonly narration: Narration }
  | { readonly type: 'connections'; readonly count: number }

export interface ChangeFeed {
  publish(change: Change): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void
}

/** Tells every subscriber of every change, in order. */
export function openChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>()
  return {
    publish(change) {
      for (const listener of [...listeners]) listener(change)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
