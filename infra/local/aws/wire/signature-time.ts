import { AwsError } from "./aws-error.ts";

const MINUTE = 60_000;
/** For so long a signature is good; AWS's own texts say so. */
const PAST = 15 * MINUTE;
/** So far ahead a signature may be: the texts that others were seen to get say five minutes, where AWS's pages say 15. */
const FUTURE = 5 * MINUTE;

/** `20260102T030405Z`, as `X-Amz-Date` has it, in milliseconds; undefined: it is no such time. */
export function signingTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "");
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Throws what AWS refuses a request with that was signed long ago, or is yet to be signed. */
export function checkSigningTime(service: string, signed: number, now: number): void {
  // The query protocol has the error of a signature that is wrong.
  const code = service === "sts" ? "SignatureDoesNotMatch" : "InvalidSignatureException";
  const [oldest, newest] = [now - PAST, now + FUTURE];
  const [at, server] = [compact(signed), compact(now)];
  if (signed < oldest) {
    throw new AwsError(
      code,
      `Signature expired: ${at} is now earlier than ${compact(oldest)} (${server} - ${PAST / MINUTE} min.)`,
    );
  }
  if (signed > newest) {
    throw new AwsError(
      code,
      `Signature not yet current: ${at} is still later than ${compact(newest)} (${server} + ${FUTURE / MINUTE} min.)`,
    );
  }
}

const compact = (time: number): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, "");
