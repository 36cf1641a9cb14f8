import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where this computer has a Chromium, if it has one; `CHROMIUM_PATH` comes first. */
function findChromium(): string | null {
  const wanted = process.env.CHROMIUM_PATH
  return [wanted, ...PLACES].find((place) => place !== undefined && existsSync(place)) ?? null
}

/**
 * True when browser tests cannot run here, with a line that says why. Where `COUNTERFOIL_REQUIRE_CHROMIUM=1` they
 * are never skipped: `openBrowser` then fails with the same words.
 */
export function lacksBrowser(): boolean {
  if (findChromium() !== null || process.env.COUNTERFOIL_REQUIRE_CHROMIUM === '1') return false
  console.warn('No Chromium found: browser tests are skipped. Install one or set CHROMIUM_PATH.')
  return true
}

/** A headless browser of the system; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found. Install one or set CHROMIUM_PATH.')
  return await chromium.launch({ executablePath, args: QUIET })
}
