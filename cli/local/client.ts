import { localTarget, type LocalStack } from "./stack.ts";

interface LocalSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A client of the AWS SDK that talks to the stack's AWS, as somebody with a console would. */
export function localClient<Client>(make: new (settings: LocalSettings) => Client, { aws }: LocalStack): Client {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new make({ endpoint: aws.url, region: localTarget.region, credentials });
}
