import type { ConfigPath } from './problem.ts'
import { jsonSchema } from './settings-schema.ts'

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | false
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly const?: unknown
}

/** The keys that may stand at a path of the config; `type` picks among the kinds of source. */
export function knownKeys(path: ConfigPath, type: unknown): readonly string[] {
  let nodes: SchemaNode[] = [jsonSchema()]
  for (const step of path) nodes = nodes.flatMap(branches).flatMap((node) => below(node, step))
  return nodes
    .flatMap(branches)
    .filter(({ properties }) => properties?.type?.const === undefined || properties.type.const === type)
    .flatMap((node) => Object.keys(node.properties ?? {}))
}

function branches(node: SchemaNode): SchemaNode[] {
  const inner = node.anyOf ?? node.oneOf
  return inner ? inner.flatMap(branches) : [node]
}

function below(node: SchemaNode, step: string | number): SchemaNode[] {
  const child = typeof step === 'number' ? node.items : (node.properties?.[step] ?? node.additionalProperties)
  return child ? [child] : []
}
