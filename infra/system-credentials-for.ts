import { createSsmClient } from "./aws/clients.ts";
import { createSystemCredentials, type SystemCredentials } from "./aws/system-credentials.ts";
import type { Outside } from "./outside.ts";

export function credentialsFor({ aws, target, clock }: Outside): SystemCredentials {
  return createSystemCredentials({ client: createSsmClient(aws, clock), stage: target.stage, clock });
}
