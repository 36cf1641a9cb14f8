const LONGEST_SECONDS = 300

/** Seconds until a delivery is tried again after `attempts` tries: 1, 2, 4, ... 300; never sooner than Slack asks. */
export function retryDelaySeconds(attempts: number, retryAfterSeconds: number): number {
  const backOff = Math.min(LONGEST_SECONDS, 2 ** Math.max(0, Math.min(attempts, 20) - 1))
  return Math.max(backOff, retryAfterSeconds)
}
