import { CounterfoilError } from '../domain/errors.ts'

/** What people read when a command threw: one clear line; a stack only when asked for or when it is our own fault. */
export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof CounterfoilError) {
    return debug ? stackOf(error) : `counterfoil: ${hidePasswords(sentenceOf(error))}\n`
  }
  const remedy = debug ? undefined : remedyOnThisComputer(error)
  if (remedy !== undefined) {
    const other = 'or name another folder by the environment variable COUNTERFOIL_DATA'
    return `counterfoil: ${hidePasswords((error as Error).message)}: ${remedy}, ${other}\n`
  }
  return (
    `counterfoil: internal error: ${stackOf(error)}` +
    'This is a fault of Counterfoil itself. Please report it with the lines above, the command and ' +
    '`counterfoil --version`.\n'
  )
}

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'let this user write there',
  EPERM: 'let this user write there',
  EROFS: 'make it writable',
  ENOSPC: 'make room on that disk',
  EDQUOT: 'make room on that disk',
  EFBIG: 'let files be larger there',
  EMFILE: 'allow more open files',
  ENFILE: 'allow more open files',
  ENOTDIR: 'a file stands where a folder has to be; move it away',
  EEXIST: 'a file stands where a folder has to be; move it away',
}

/** A full disk or a folder that we may not write to is no fault of the program. */
function remedyOnThisComputer(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined
  // Of a file that is there already we may be to blame ourselves.
  if (error.code === 'EEXIST' && !('syscall' in error && error.syscall === 'mkdir')) return undefined
  return REMEDIES[String(error.code)]
}

/** Each problem of a config begins with its place, which editors make a link of. */
function sentenceOf({ code, message }: CounterfoilError): string {
  const problems = message.split('\n').length
  return code === 'config-invalid' && problems > 1
    ? `the config has ${problems} problems:\n${message}`
    : message
}

/** Commander's words about wrong usage in one line: its suggestion stands on a second one. */
export function oneLineUsageError(message: string): string {
  const line = message
    .trim()
    .replace(/^error: (command-argument )?/, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\(Did you mean (?:one of )?(.*?)\?\)$/, '(did you mean $1?)')
  return `counterfoil: ${hidePasswords(line)}\n`
}

/** The last guard: no error text that leaves the process shows the password of a URL. */
export function hidePasswords(text: string): string {
  return text.replace(/(\w+:\/\/[^\s:/@]*):\S*@/g, '$1:***@')
}

function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error instanceof Error && error.cause !== undefined ? `caused by ${stackOf(error.cause)}` : ''
  return `${hidePasswords(stack)}\n${cause}`
}
