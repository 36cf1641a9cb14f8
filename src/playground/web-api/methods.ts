import { blockMethods } from './block-methods.ts'
import type { ApiMethod } from './call.ts'
import { chatMethods } from './chat-methods.ts'
import { conversationMethods } from './conversation-methods.ts'
import { fileMethods } from './file-methods.ts'
import { groupMethods } from './group-methods.ts'
import { historyMethods } from './history-methods.ts'
import { connectionMethods, identityMethods } from './identity-methods.ts'
import { markMethods } from './mark-methods.ts'
import { scheduleMethods } from './schedule-methods.ts'
import { viewMethods } from './view-methods.ts'

/** Every method that the stand-in knows, by name; `admit` is called with the ticket of each socket address. */
export function createMethods(admit: (ticket: string) => boolean): Readonly<Record<string, ApiMethod>> {
  return {
    ...identityMethods,
    ...connectionMethods(admit),
    ...chatMethods,
    ...scheduleMethods,
    ...conversationMethods,
    ...historyMethods,
    ...groupMethods,
    ...viewMethods,
    ...fileMethods,
    ...markMethods,
    ...blockMethods,
  }
}
