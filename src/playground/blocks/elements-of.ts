import { isObject, type JsonObject, textOf } from '../json.ts'

/** Where the parts of a block stand that people can use; lists of them, or one. */
const PLACES: Readonly<Record<string, string>> = {
  actions: 'elements',
  context_actions: 'elements',
  card: 'actions',
  section: 'accessory',
  input: 'element',
}

/** Something and the JSON pointer to it. */
export interface Placed {
  readonly at: string
  readonly value: JsonObject
}

/** The interactive and input elements of a block, wherever its type keeps them. */
export function elementsOf(block: JsonObject): JsonObject[] {
  return placeElements(block, '').map((placed) => placed.value)
}

/** The same elements with their places. */
export function placeElements(block: JsonObject, at: string): Placed[] {
  const name = PLACES[textOf(block.type) ?? '']
  if (name === undefined) return []
  const found = block[name]
  if (!Array.isArray(found)) return isObject(found) ? [{ at: `${at}/${name}`, value: found }] : []
  return found.flatMap((value, index) => (isObject(value) ? [{ at: `${at}/${name}/${index}`, value }] : []))
}

/** All blocks with their places: those in containers and carousels follow the one they stand in. */
export function placeBlocks(blocks: unknown, at: string): Placed[] {
  if (!Array.isArray(blocks)) return []
  return blocks.flatMap((value, index) => {
    if (!isObject(value)) return []
    const place = `${at}/${index}`
    const inner = value.type === 'container' ? 'child_blocks' : 'elements'
    const holds = value.type === 'container' || value.type === 'carousel'
    return [{ at: place, value }, ...(holds ? placeBlocks(value[inner], `${place}/${inner}`) : [])]
  })
}

/** All blocks, those inside of others included. */
export function allBlocks(blocks: unknown): JsonObject[] {
  return placeBlocks(blocks, '').map((placed) => placed.value)
}

/** The block and element with this action id (and block id, if said). */
export function findElement(
  blocks: readonly JsonObject[],
  actionId: string,
  blockId?: string,
): { block: JsonObject; element: JsonObject } | null {
  for (const block of allBlocks(blocks)) {
    if (blockId !== undefined && block.block_id !== blockId) continue
    const element = elementsOf(block).find((each) => each.action_id === actionId)
    if (element !== undefined) return { block, element }
  }
  return null
}
