// The whole bot on the built program: node app-bot.mjs DIST JOB-FILE LEAD
// Its clock is ahead of ours by so many milliseconds. It prints `ready` when it is connected, and ends in order when it is told to.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

const [dist, jobFile, lead] = process.argv.slice(2)
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [Date.now()] : given))
  }
  static now() {
    return RealDate.now() + Number(lead)
  }
}
const { startApp } = await import(`${dist}/app.js`)
const { settings, databaseUrl, dataFolder, apiUrl, botToken, appToken } = JSON.parse(
  await readFile(jobFile, 'utf8'),
)

const quiet = () => {}
const log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (facts, message) =>
    process.stdout.write(`unexpected: ${message} ${facts.err?.stack ?? JSON.stringify(facts)}\n`),
}
const app = await startApp({
  settings,
  environment: {
    slackBotToken: botToken,
    slackAppToken: appToken,
    slackSigningSecret: null,
    slackApiUrl: apiUrl,
    databaseUrl,
    dataFolder,
  },
  log,
})
process.stdout.write('ready\n')
await once(process.stdin.resume(), 'end')
await app.stop()
