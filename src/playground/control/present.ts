type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Without the keys that were not given. */
export function present<T extends object>(given: T): Present<T> {
  const kept = Object.entries(given).filter(([, each]) => each !== undefined)
  return Object.fromEntries(kept) as Present<T>
}
