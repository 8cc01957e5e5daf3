/** Whether one more request of a service is within its rate; each service has a rate of its own. */
export type RateLimit = (service: string, now: number) => boolean;

/** A token bucket for each service that holds one second's worth of requests; undefined: no limit. */
export function rateLimit(perSecond: number | undefined): RateLimit {
  if (perSecond === undefined) return () => true;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (service, now) => {
    const bucket = buckets.get(service) ?? { tokens: perSecond, at: now };
    const tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    const allowed = tokens >= 1;
    buckets.set(service, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed;
  };
}
