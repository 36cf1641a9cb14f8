import { isUtf8 } from 'node:buffer'
import { BYTE } from '../../domain/byte.ts'
import { CounterfoilError } from '../../domain/errors.ts'

const { NEWLINE } = BYTE

/** The beginning of a text without its byte order mark. One of UTF-16 stays, and is refused as no UTF-8. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** Refuses text that is not UTF-8, with its line; `line` is the number of the first. */
export function refuseEncoding(
  name: string,
  file: string,
  { bytes, line }: { bytes: Buffer; line: number },
): void {
  if (isUtf8(bytes)) return
  let wrong = line
  for (let start = 0; start < bytes.length; wrong++) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.length : newline + 1
    if (!isUtf8(bytes.subarray(start, end))) break
    start = end
  }
  const wide = line === 1 && isWide(bytes)
  const problem = wide ? 'is UTF-16' : 'is not UTF-8'
  throw new CounterfoilError(
    'source-encoding',
    `${name}: ${file} line ${wrong} ${problem}; save the file as UTF-8 (iconv -f ${wide ? 'UTF-16' : 'LATIN1'} -t UTF-8, or the like).`,
  )
}

/** Whether a text begins with the mark of UTF-16, of either byte order. */
function isWide([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
