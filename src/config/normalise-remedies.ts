import type { CallTemplate } from '../domain/call-template.ts'
import type { Remedy, RemedyAction, RemedyCondition } from '../domain/remedy.ts'
import type { RemediesConfig, RemedyActionConfig, RemedyConfig } from './remedy-schema.ts'
import { seconds } from './seconds.ts'

/** Fills the defaults of remedies. */
export function normaliseRemedies(config: RemediesConfig): Remedy[] {
  return Object.entries(config).map(([name, remedy]) => {
    const reverse = remedy.reverse && actionOf(remedy.reverse)
    return {
      name,
      title: remedy.title,
      when: conditionOf(remedy.when ?? {}),
      does: actionOf(remedy),
      ...(reverse ? { reverse } : {}),
      approve: remedy.approve ?? 'person',
      autoAfter: remedy.autoAfter ?? 20,
      limit: { run: remedy.limit?.run ?? 20, day: remedy.limit?.day ?? 100 },
      dryRun: remedy.dryRun ?? false,
    }
  })
}

function conditionOf({
  kind,
  field,
  likelyCorrect,
  cause,
}: NonNullable<RemedyConfig['when']>): RemedyCondition {
  return {
    ...(kind === undefined ? {} : { kinds: listOf(kind) }),
    ...(field === undefined ? {} : { fields: listOf(field) }),
    ...(likelyCorrect === undefined ? {} : { likelyCorrect: listOf(likelyCorrect) }),
    ...(cause === undefined ? {} : { causes: listOf(cause) }),
  }
}

/** That it is one of the two was checked. */
function actionOf({ sql, http }: RemedyActionConfig): RemedyAction {
  if (sql) return { type: 'sql', side: sql.side, statement: sql.statement }
  if (!http) throw new Error('a remedy has neither sql nor http')
  const call: CallTemplate = {
    method: http.method ?? 'POST',
    url: http.url,
    headers: http.headers ?? {},
    body: http.body ?? null,
    timeoutSeconds: seconds(http.timeout ?? '30s'),
  }
  return { type: 'http', side: http.side, call, ...(http.ifMatch ? { ifMatch: http.ifMatch } : {}) }
}

function listOf<Item>(said: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(said) ? said : [said as Item]
}
