import type { PageChange, PageSnapshot } from '../page-protocol.ts'
import { part } from './dom.ts'
import { Model } from './model.ts'
import { Page } from './page.ts'
import { renderConnection } from './sidebar.ts'

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
    part('app').classList.remove('is-away')
  })
  stream.addEventListener('change', (event) => {
    page?.change(JSON.parse((event as MessageEvent<string>).data) as PageChange)
  })
  stream.addEventListener('error', () => {
    part('app').classList.add('is-away')
    renderConnection(0)
  })
}

/** The choice stays with this window, so two windows can be two people. */
function become(person: string): void {
  sessionStorage.setItem('as', person)
  history.replaceState(null, '', `/?as=${encodeURIComponent(person)}${location.hash}`)
  connect(person)
}
