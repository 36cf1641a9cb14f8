/** What a renderer makes of something that nobody has: for asking Slack whether it takes it. */
export interface Sample<Content> {
  /** The renderer's name. */
  readonly renderer: string
  readonly state: string
  readonly content: Content
}

/** Makes samples of one renderer: `sampleOf(helpAnswer)('names', ['customers'])`. */
export function sampleOf<Given extends unknown[], Content>(
  render: (...given: Given) => Content,
): (state: string, ...given: Given) => Sample<NonNullable<Content>> {
  return (state, ...given) => {
    const content = render(...given)
    if (content === null || content === undefined)
      throw new Error(`${render.name} has nothing to show of "${state}".`)
    return { renderer: render.name, state, content }
  }
}
