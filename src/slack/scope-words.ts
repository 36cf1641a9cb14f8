/** What is missing without a scope, and what to do. */
export function describeScope(scope: string): string {
  const without = WITHOUT[scope] ?? 'something will be refused'
  return `missing: ${without}. Install the app again with manifest.yml`
}

const NOT_FOUND_AGAIN = 'a post whose answer got lost is not looked for'

const WITHOUT: Readonly<Record<string, string>> = {
  commands: '/recon does not work',
  'chat:write': 'nothing can be posted',
  'chat:write.public': 'the bot posts only where it was invited',
  'channels:history': NOT_FOUND_AGAIN,
  'groups:history': NOT_FOUND_AGAIN,
  'im:history': NOT_FOUND_AGAIN,
  'mpim:history': NOT_FOUND_AGAIN,
  'channels:read': 'channels are not found by their names',
  'groups:read': 'private channels are not found by their names',
  'im:write': 'nobody can be written to directly',
  'users:read': 'who somebody is cannot be found out',
  'usergroups:read': 'who is in a user group cannot be found out',
  'files:write': '/recon report cannot upload its file',
  'files:read': "/recon report cannot see whether its file is shown, and takes Slack's word",
}
