import type { Target } from "../workflows/engine/plan.ts";
import type { Clock } from "../workflows/ports/clock.ts";
import type { Log } from "../workflows/ports/log.ts";
import type { AwsAddress } from "./aws/clients.ts";

/** Where everything is. The deployed functions and the local mode differ in nothing else. */
export interface Outside {
  readonly target: Target;
  readonly aws: AwsAddress;
  /** Base URL of GitHub's REST API. */
  readonly githubUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}
