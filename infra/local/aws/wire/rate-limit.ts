/** Whether one more request of a service is within its rate, in requests a second; undefined: no limit. */
export type RateLimit = (service: string, now: number, perSecond: number | undefined) => boolean;

/** A token bucket for each service that holds one second's worth of requests. */
export function openRateLimit(): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (service, now, perSecond) => {
    if (perSecond === undefined) return true;
    const bucket = buckets.get(service) ?? { tokens: perSecond, at: now };
    const tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    const allowed = tokens >= 1;
    buckets.set(service, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed;
  };
}
