import type { OnWait } from '../../src/domain/source-wait.ts'

/** A listener to waits: their sources, and promises that settle when the first one begins and ends. */
export function listenForWait() {
  const sources: string[] = []
  let begin: (source: string) => void = () => undefined
  let end: () => void = () => undefined
  const begun = new Promise<string>((resolve) => {
    begin = resolve
  })
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const onWait: OnWait = (source) => {
    sources.push(source)
    begin(source)
    return end
  }
  return { onWait, sources, begun, ended }
}
