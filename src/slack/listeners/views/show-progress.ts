import type { ModalView } from '@slack/types'
import type { Room } from '../room.ts'

/** How often a window shows how far it is. */
const PROGRESS_MS = 1_000

/** At most one call at a time, and none after the end: an old number must not replace the outcome. */
export function showProgress(
  { client, context }: Room,
  viewId: string,
  render: (done: number, total: number) => ModalView,
): { tell(done: number, total: number): void; end(): Promise<void> } {
  let shown = Promise.resolve()
  let at = context.now().getTime()
  return {
    tell(done: number, total: number): void {
      const now = context.now().getTime()
      if (now - at < PROGRESS_MS) return
      at = now
      shown = shown
        .then(() => client.views.update({ view_id: viewId, view: render(done, total) }))
        .then(
          () => {},
          () => {
            // Closed: they are told the outcome.
          },
        )
    },
    end: () => shown,
  }
}
