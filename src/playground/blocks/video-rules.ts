import { block } from './block.ts'
import { plainText } from './composition-rules.ts'
import { optional, pattern, required, string } from './rules.ts'

const secureUrl = pattern(/^https:\/\/\S+$/, 'an HTTPS URL')

/** An embedded player. Slack wants these texts to be less than their limit, so the longest has one character less. */
export const video = block('video', {
  video_url: required(secureUrl),
  thumbnail_url: required(string()),
  alt_text: required(string()),
  title: required(plainText(199)),
  title_url: optional(secureUrl),
  author_name: optional(string(49)),
  provider_name: optional(string()),
  provider_icon_url: optional(string()),
  description: optional(plainText(199)),
})
