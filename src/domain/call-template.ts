/**
 * An HTTP request with `{placeholders}`. They are filled in as values and never as text that is read again: percent-encoded in
 * the URL, refused in a header that would end early, and inside JSON as leaves of the body.
 */
export interface CallTemplate {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON; null: no body. A leaf that is one placeholder alone may say a type: `{amount:number}`. */
  readonly body: unknown
  readonly timeoutSeconds: number
}

/** A request as it is sent, credentials included: never to be logged or shown. */
export interface FilledCall {
  readonly method: CallTemplate['method']
  readonly url: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}
