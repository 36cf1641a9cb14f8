import { styleText } from 'node:util'

/** How plain text to people may look. */
export interface TableStyle {
  readonly colour: boolean
}

export type Ink = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'inverse'

/** The text in that ink, or as it is where colour is off. */
export function paint(style: TableStyle, ink: Ink, text: string): string {
  // Whether this terminal takes colour is decided already; Node must not decide it again.
  return style.colour && text !== '' ? styleText(ink, text, { validateStream: false }) : text
}
