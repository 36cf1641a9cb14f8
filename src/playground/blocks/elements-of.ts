import { isObject, type JsonObject, objectsIn } from '../json.ts'

/** The interactive and input elements of a block, wherever its type keeps them. */
export function elementsOf(block: JsonObject): JsonObject[] {
  if (block.type === 'actions') return objectsIn(block.elements)
  if (block.type === 'section') return isObject(block.accessory) ? [block.accessory] : []
  if (block.type === 'input') return isObject(block.element) ? [block.element] : []
  return []
}

/** The block and element with this action id (and block id, if said). */
export function findElement(
  blocks: readonly JsonObject[],
  actionId: string,
  blockId?: string,
): { block: JsonObject; element: JsonObject } | null {
  for (const block of blocks) {
    if (blockId !== undefined && block.block_id !== blockId) continue
    const element = elementsOf(block).find((each) => each.action_id === actionId)
    if (element !== undefined) return { block, element }
  }
  return null
}
