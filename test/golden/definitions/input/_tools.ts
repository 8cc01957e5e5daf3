import AWS, { ssm } from "bridgehead";

export type Kind = "API_KEY" | "BASIC";
export interface Options {
  readonly description?: string;
}

export const kind: Kind = "API_KEY";

export function key(system: string): string {
  return ssm(`/bridgehead/${system}/key`);
}

export const auth = (system: string) => ({
  apiKeyName: "x-api-key",
  apiKey: key(system),
});

/** As `auth`, and wrong: the parameter is outside the allowed prefixes. */
export const brokenAuth = (system: string) => ({
  apiKeyName: "x-api-key",
  apiKey: ssm(`/elsewhere/${system}/key`),
});

export async function declare(id: string, options: Options = {}): Promise<void> {
  await null;
  await AWS.Events.Connection(id, {
    authorizationType: kind,
    authParameters: auth(id),
    ...options,
  });
}

/** As `declare`, and wrong: there is no such type. */
export async function declareBroken(id: string): Promise<void> {
  await Promise.resolve();
  await AWS.Events.Connection(id, {
    authorizationType: "APIKEY" as never,
    authParameters: auth(id),
  });
}

export default declare;
