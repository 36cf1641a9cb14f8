/** Slack's name for a kind of file, and everybody else's. */
export interface FileType {
  readonly filetype: string
  readonly mimetype: string
}

/** Of what nobody has looked into. */
export const UNKNOWN_TYPE: FileType = { filetype: '', mimetype: '' }

const BINARY: FileType = { filetype: 'binary', mimetype: 'application/octet-stream' }

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  zip: 'application/zip',
}

/** How the images begin that Slack shows in a block. */
const SIGNATURES: readonly (readonly [filetype: string, hex: string])[] = [
  ['png', '89504e470d0a1a0a'],
  ['jpg', 'ffd8ff'],
  ['gif', '474946383961'],
  ['gif', '474946383761'],
]

/** Images by their first bytes, since a name proves nothing; the rest by their names. */
export function detectType(name: string, bytes: Uint8Array): FileType {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex')
  const image = SIGNATURES.find(([, hex]) => start.startsWith(hex))?.[0]
  const named = extensionOf(name)
  const filetype = image ?? (isImageName(name) ? undefined : named)
  const mimetype = filetype === undefined ? undefined : TYPES[filetype]
  return filetype === undefined || mimetype === undefined ? BINARY : { filetype, mimetype }
}

export function isImageName(name: string): boolean {
  return TYPES[extensionOf(name)]?.startsWith('image/') ?? false
}

function extensionOf(name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return extension === 'jpeg' ? 'jpg' : extension
}
