/** What a scrape says, read as strictly as Prometheus does. Throws for a line that it would not take. */
export interface ReadMetrics {
  readonly lines: readonly string[]
  readonly types: ReadonlyMap<string, string>
  /** Of a sample, by its name and labels in any order; undefined: there is none. */
  value(sample: string): number | undefined
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.e+-]+|[+-]Inf|[Nn]a[Nn])$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y

export function readMetrics(text: string): ReadMetrics {
  const lines = text.split('\n').filter((line) => line !== '')
  const types = new Map<string, string>()
  const values = new Map<string, number>()
  for (const line of lines) {
    const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? []
    if (name !== undefined && type !== undefined) {
      if (types.has(name)) throw new Error(`${name} is said twice`)
      types.set(name, type)
    } else if (!/^# HELP \S+ \S/.test(line)) {
      const { sample, value } = readSample(line)
      if (values.has(sample)) throw new Error(`${sample} stands twice`)
      if (![...types.keys()].some((known) => sample.startsWith(known)))
        throw new Error(`${sample} has no type`)
      values.set(sample, value)
    }
  }
  return { lines, types, value: (sample) => values.get(readSample(`${sample} 0`).sample) }
}

function readSample(line: string): { sample: string; value: number } {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? []
  if (name === undefined) throw new Error(`no sample: ${line}`)
  return { sample: `${name}{${readLabels(labels, line).join(',')}}`, value: Number(value) }
}

function readLabels(text: string, line: string): string[] {
  const labels: string[] = []
  LABEL.lastIndex = 0
  for (let end = 0; end < text.length; end = LABEL.lastIndex) {
    const [, name, value] = LABEL.exec(text) ?? []
    if (name === undefined) throw new Error(`no labels: ${line}`)
    labels.push(`${name}="${value}"`)
  }
  return labels.sort()
}
