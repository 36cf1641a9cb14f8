/** A key as a list of columns, however it is written. */
export function keyColumns({ key }: { readonly key: string | readonly string[] }): readonly string[] {
  return typeof key === 'string' ? [key] : key
}
