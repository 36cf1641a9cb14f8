/** Emoji that `emoji.css` draws, by their character without variation marks. */
const PICTURES: Readonly<Record<string, string>> = {
  '✅': 'check',
  '❌': 'cross',
  '⚠': 'warning',
  '❗': 'exclamation',
  '✋': 'hand',
  '👀': 'eyes',
  '📣': 'megaphone',
  '📢': 'megaphone',
  '🔁': 'repeat',
  '🔄': 'repeat',
  '🔍': 'magnifier',
  '🔎': 'magnifier',
  '🔶': 'orange-diamond',
  '🔸': 'orange-diamond',
  '🔷': 'blue-diamond',
  '🔹': 'blue-diamond',
  '🔺': 'red-triangle',
  '👤': 'person',
  '👥': 'people',
  '💤': 'asleep',
  '💬': 'speech',
  '⏰': 'alarm-clock',
  '↩': 'undo',
  '✏': 'pencil',
  '🔔': 'bell',
  '🔒': 'lock',
  '🔓': 'open-lock',
  '⏳': 'hourglass',
  '⌛': 'hourglass',
  '🚧': 'barrier',
  '⏩': 'fast-forward',
  '🚨': 'siren',
  '🔧': 'wrench',
  '🤖': 'robot',
  '🧪': 'test-tube',
  '🔴': 'red-circle',
  '🟠': 'orange-circle',
  '🟡': 'yellow-circle',
  '🟢': 'green-circle',
  '🔵': 'blue-circle',
  '🟣': 'purple-circle',
  '⚪': 'white-circle',
  '⚫': 'black-circle',
}

const DRAWN = new RegExp(`((?:${Object.keys(PICTURES).join('|')})\\uFE0F?)`, 'u')

/** The name of the picture for an emoji; null when the system's font has to do. */
export function findPicture(character: string): string | null {
  return PICTURES[character.replace('\uFE0F', '')] ?? null
}

/** Text cut so that every second piece is an emoji that is drawn. */
export function splitAtPictures(text: string): string[] {
  return text.split(DRAWN)
}
