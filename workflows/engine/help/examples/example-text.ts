/** The call that declares a connection there is nothing to say about; the properties given come first, one a line. */
export function call(id: string, ...first: readonly string[]): string {
  return callWith(id, [...first, apiKey].join("\n"));
}

/** A file with such a call, and with one more property at its end. */
export function withProperty(line: string): string {
  return definition(`${apiKey}\n${line}`);
}

/** A connection with these credentials. */
export function withCredentials(type: string, lines: string): string {
  return definition(`authorizationType: "${type}",\nauthParameters: {\n${indent(lines)}\n},`);
}

/** A connection with an API key and HTTP parameters of one kind. */
export function withParameters(kind: string, parameters: string): string {
  const list = `invocationHttpParameters: {\n  ${kind}: [\n${indent(indent(parameters))}\n  ],\n},`;
  return withCredentials("API_KEY", `${keyLines}\n${list}`);
}

/** A connection with OAuth credentials, and one more line in them. */
export function withOAuth(line: string): string {
  const lines = [
    'clientId: "orders",',
    'clientSecret: ssm("/bridgehead/orders/client-secret"),',
    line,
    'httpMethod: "POST",',
  ];
  return withCredentials("OAUTH_CLIENT_CREDENTIALS", lines.join("\n"));
}

/** A TypeScript file with one definition. */
export function definition(props: string): string {
  return file(callWith('"orders"', props));
}

/** A TypeScript file that imports what it uses; `imports` stand below the import of the authoring API. */
export function file(code: string, ...imports: readonly string[]): string {
  const names = /\bssm\(/.test(code) ? "AWS, ssm" : "AWS";
  return `${[`import { ${names} } from "bridgehead";`, ...imports].join("\n")}\n\n${code}\n`;
}

/** Members of credentials that there is nothing to say about. */
export const keyLines = 'apiKeyName: "x-api-key",\napiKey: ssm("/bridgehead/orders/key"),';
const apiKey =
  'authorizationType: "API_KEY",\nauthParameters: { apiKeyName: "x-api-key", apiKey: ssm("/bridgehead/orders/key") },';

/** A JSON definition that there is nothing to say about but for its first members. */
export function json(...first: readonly string[]): string {
  const auth =
    '"authParameters": { "apiKeyName": "x-api-key", "apiKey": "{{resolve:ssm-secure:/bridgehead/orders/key}}" }';
  return `{\n${indent([...first, '"authorizationType": "API_KEY",', auth].join("\n"))}\n}\n`;
}

export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function callWith(id: string, props: string): string {
  return `await AWS.Events.Connection(${id}, {\n${indent(props)}\n});`;
}
