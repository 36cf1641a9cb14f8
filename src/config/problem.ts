/** Where in the config: keys and list positions from the top. */
export type ConfigPath = readonly (string | number)[]

/** Something in the config that is refused. The sentence says what is wrong and what to write, never a secret. */
export interface Problem {
  readonly path: ConfigPath
  readonly sentence: string
  /** Offset in the text, where the path alone does not say the place. */
  readonly offset?: number
}

/** `reconciliations.customers.sides.crm.key[1]` */
export function displayPath(path: ConfigPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('')
}
