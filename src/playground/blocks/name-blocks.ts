import { randomBytes } from 'node:crypto'
import { isObject, type JsonObject, objectsIn } from '../json.ts'

/** Gives every block and element the id that its author left out, as Slack does when it stores them. */
export function nameBlocks(blocks: unknown): JsonObject[] {
  return objectsIn(blocks).map(nameBlock)
}

function nameBlock(block: JsonObject): JsonObject {
  const named: JsonObject = { ...block, block_id: block.block_id ?? shortId() }
  if (block.type === 'actions' || block.type === 'context_actions') {
    named.elements = objectsIn(block.elements).map(nameElement)
  }
  if (block.type === 'card' && block.actions) named.actions = objectsIn(block.actions).map(nameElement)
  if (block.type === 'carousel') named.elements = nameBlocks(block.elements)
  if (block.type === 'container') named.child_blocks = nameBlocks(block.child_blocks)
  if (isObject(block.accessory)) named.accessory = nameElement(block.accessory)
  if (isObject(block.element)) named.element = nameElement(block.element)
  return named
}

function nameElement(element: JsonObject): JsonObject {
  return element.type === 'image' ? element : { ...element, action_id: element.action_id ?? shortId() }
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5)
}
