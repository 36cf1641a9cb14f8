const IDS = 2n ** 32n

/** Whether a transaction, by the lower half of its number, is over for those who read at this snapshot (`xmin:xmax:xip`). */
export function isOver(xid: number, snapshot: string): boolean {
  const [, xmax, open] = snapshot.split(':')
  const id = BigInt(xid)
  if (!isBefore(id, BigInt(xmax!) % IDS)) return false
  return !(open ?? '').split(',').some((one) => one !== '' && BigInt(one) % IDS === id)
}

/** Numbers go round: half of them are before any. */
function isBefore(id: bigint, other: bigint): boolean {
  const distance = (other - id + IDS) % IDS
  return distance > 0n && distance < IDS / 2n
}
