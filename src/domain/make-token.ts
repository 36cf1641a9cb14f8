import { createHash } from 'node:crypto'

/** How a token begins, so that scanners for leaked secrets can tell it. */
const BEGINNING = 'cf_'

/** So much chance that nobody guesses it. */
export const TOKEN_BYTES = 32

/** A token of the HTTP API, made of random bytes. */
export function makeToken(bytes: Uint8Array): string {
  return `${BEGINNING}${Buffer.from(bytes).toString('base64url')}`
}

/** What is kept of a token: SHA-256, 32 bytes. A slow hash would add nothing to 256 bits of chance. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}
