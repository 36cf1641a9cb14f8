import type { PageChange, PageSnapshot } from '../page-protocol.ts'
import { part } from './dom.ts'
import { Model } from './model.ts'
import { Page } from './page.ts'
import { renderConnection } from './sidebar.ts'

const COME_BACK_MS = 1_000

let page: Page | null = null
let stream: EventSource | null = null

connect(new URLSearchParams(location.search).get('as') ?? sessionStorage.getItem('as') ?? '')

/** Follows the workspace as one person; the browser comes back by itself when the stream breaks. */
function connect(as: string): void {
  stream?.close()
  stream = new EventSource(`/feed?as=${encodeURIComponent(as)}`)
  stream.addEventListener('snapshot', (event) => {
    const snapshot = JSON.parse((event as MessageEvent<string>).data) as PageSnapshot
    page ??= new Page(become)
    page.start(new Model(snapshot))
    part('away').hidden = true
  })
  stream.addEventListener('change', (event) => {
    page?.change(JSON.parse((event as MessageEvent<string>).data) as PageChange)
  })
  stream.addEventListener('error', () => {
    part('away').hidden = false
    renderConnection(0)
    // An answer that is no stream makes the browser give up, for example while the playground starts.
    if (stream?.readyState === EventSource.CLOSED) setTimeout(() => connect(as), COME_BACK_MS)
  })
}

/** The choice stays with this window, so two windows can be two people. */
function become(person: string): void {
  sessionStorage.setItem('as', person)
  history.replaceState(null, '', `/?as=${encodeURIComponent(person)}${location.hash}`)
  connect(person)
}
