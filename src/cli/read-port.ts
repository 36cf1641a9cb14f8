import { InvalidArgumentError } from 'commander'

/** The value of `--port`. */
export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('write a number from 0 to 65535')
}
