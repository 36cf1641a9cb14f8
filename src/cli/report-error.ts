import { CounterfoilError } from '../domain/errors.ts'

/** What people read when a command threw: one clear line; a stack only when asked for or when it is our own fault. */
export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof CounterfoilError) {
    return debug ? stackOf(error) : `counterfoil: ${hidePasswords(sentenceOf(error))}\n`
  }
  if (isOfThisComputer(error) && !debug) {
    const remedy = 'free what is missing, or name another folder by the environment variable COUNTERFOIL_DATA'
    return `counterfoil: ${hidePasswords(error.message)}: ${remedy}\n`
  }
  return (
    `counterfoil: internal error: ${stackOf(error)}` +
    'This is a fault of Counterfoil itself. Please report it with the lines above, the command and ' +
    '`counterfoil --version`.\n'
  )
}

/** A full disk or a folder that we may not write to is no fault of the program. */
function isOfThisComputer(error: unknown): error is NodeJS.ErrnoException {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
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
