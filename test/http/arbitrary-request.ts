import fc from 'fast-check'

/** As much of JSON Schema as the document uses. */
export interface SchemaNode {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: SchemaNode
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly additionalProperties?: SchemaNode | boolean
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query' | 'header'
    readonly required?: boolean
    readonly schema: SchemaNode
  }[]
  readonly body: SchemaNode | null
  /** Bodies that the document shows. */
  readonly examples: readonly unknown[]
}

export interface ArbitraryRequest {
  readonly path: string
  readonly body: unknown
}

/** Requests that an operation documents, and such in which something is not as it documents it. */
export class Requests {
  readonly #schemas: Readonly<Record<string, SchemaNode>>
  readonly #known: Readonly<Record<string, readonly unknown[]>>

  /** `known`: values by name that there really are, so that requests get somewhere. */
  constructor(
    schemas: Readonly<Record<string, SchemaNode>>,
    known: Readonly<Record<string, readonly unknown[]>>,
  ) {
    this.#schemas = schemas
    this.#known = known
  }

  of({ path, parameters, body, examples }: Operation): fc.Arbitrary<ArbitraryRequest> {
    const values = fc.record(
      Object.fromEntries(
        parameters.map(({ name, schema }) => [name, maybeBroken(this.#named(name, schema))]),
      ),
      { requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name) },
    )
    const content =
      body === null
        ? fc.constant(undefined)
        : fc.oneof(maybeBroken(this.value(body)), fc.constantFrom(...examples))
    return fc.tuple(values, content).map(([said, content]) => {
      const search = new URLSearchParams()
      let filled = path
      for (const { name, in: place } of parameters) {
        const value = (said as Record<string, unknown>)[name]
        if (value === undefined) continue
        const text = asText(value)
        if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(text) || '%20')
        if (place === 'query') search.append(name, text)
      }
      const query = search.toString()
      return { path: query === '' ? filled : `${filled}?${query}`, body: content }
    })
  }

  value(node: SchemaNode): fc.Arbitrary<unknown> {
    if (node.$ref !== undefined) return this.value(this.#schemas[node.$ref.split('/').at(-1)!]!)
    if (node.const !== undefined) return fc.constant(node.const)
    if (node.enum) return fc.constantFrom(...node.enum)
    const branches = node.anyOf ?? node.oneOf
    if (branches) return fc.oneof(...branches.map((branch) => this.value(branch)))
    const types = typeof node.type === 'string' ? [node.type] : (node.type ?? ['any'])
    return fc.oneof(...types.map((type) => this.#typed(type, node)))
  }

  #named(name: string, schema: SchemaNode): fc.Arbitrary<unknown> {
    const known = this.#known[name]
    const any = this.value(schema)
    return known ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, any) : any
  }

  #typed(type: string, node: SchemaNode): fc.Arbitrary<unknown> {
    switch (type) {
      case 'string':
        return textOf(node)
      case 'integer':
        return fc.maxSafeInteger().map((number) => {
          const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = node
          return minimum + (Math.abs(number) % Math.min(maximum - minimum + 1, 2_000))
        })
      case 'number':
        return fc.double({ min: node.minimum ?? -1e6, max: Math.min(node.maximum ?? 1e6, 1e6), noNaN: true })
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      case 'array':
        return fc.array(this.value(node.items ?? {}), {
          minLength: node.minItems ?? 0,
          maxLength: Math.min(node.maxItems ?? 3, 3),
        })
      case 'object':
        return this.#object(node)
      default:
        return fc.jsonValue({ maxDepth: 2 })
    }
  }

  #object({ properties, required = [], additionalProperties }: SchemaNode): fc.Arbitrary<unknown> {
    if (properties) {
      const members = Object.entries(properties).map(
        ([name, node]) => [name, this.#named(name, node)] as const,
      )
      return fc.record(Object.fromEntries(members), { requiredKeys: [...required] })
    }
    const inner = typeof additionalProperties === 'object' ? additionalProperties : {}
    return fc.dictionary(fc.string({ maxLength: 8 }), this.value(inner), { maxKeys: 3 })
  }
}

function textOf({ pattern, format, minLength = 0, maxLength = 20 }: SchemaNode): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  if (format === 'date')
    return fc
      .date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 20) })
}

const OTHERS: readonly unknown[] = [
  '',
  '\0',
  '../..',
  "'; --",
  '\ud800',
  '9007199254740993',
  '-1',
  '1e9',
  '%ff',
  'x'.repeat(5_000),
  null,
  [],
  {},
  { constructor: 1 },
]

/** One in four is something else altogether. */
function maybeBroken(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const broken = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(...OTHERS),
    valid.map((value) => (typeof value === 'object' && value !== null ? { ...value, surprise: 1 } : [value])),
  )
  return fc.oneof({ weight: 3, arbitrary: valid }, { weight: 1, arbitrary: broken })
}

/** What cannot stand in a URL is sent as its replacement, as browsers do. */
function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value))
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}
