/** A chart at a width: what is seen, and its places from left to right. */
export interface DrawnChart {
  readonly svg: SVGElement
  readonly spots: readonly Spot[]
}

/** One place in a chart that can be pointed at: what stands there, and what marks it. */
export interface Spot {
  readonly title: string
  readonly lines: readonly { readonly name: string; readonly text: string; readonly colour: number }[]
  readonly x: number
  readonly y: number
  readonly marks: readonly Element[]
}
