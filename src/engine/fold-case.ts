const ASCII = /^[ -~]*$/

/**
 * One text for all spellings that differ in case only, in no particular language: `STRASSE` and `Straße` are the
 * same, final and other sigma too; the Turkish dotless `ı` and the dotted `İ` stay apart from `i`.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  // Upper case alone would turn ı into I and then i.
  return text.split('ı').map(foldPart).join('ı').normalize('NFC')
}

function foldPart(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}
