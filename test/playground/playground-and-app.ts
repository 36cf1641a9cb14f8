import { App, LogLevel, SocketModeReceiver } from '@slack/bolt'
import type { Playground } from '../../src/playground/playground.ts'

export { clientFor, openPlayground, refusalOf } from './open-playground.ts'

/** An unchanged Bolt app in Socket Mode, connected; `listen` registers its listeners first. */
export async function openApp(playground: Playground, listen: (app: App) => void): Promise<App> {
  const clientOptions = { slackApiUrl: playground.apiUrl }
  const receiver = new SocketModeReceiver({
    appToken: playground.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  })
  const app = new App({
    token: playground.botToken,
    receiver,
    clientOptions,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
  })
  listen(app)
  await app.init()
  await app.start()
  return app
}
