import { isObject } from "../../../workflows/engine/values/json.ts";
import { AwsError } from "./wire/aws-error.ts";
import { operation, type Operation, reads } from "./wire/call.ts";

const API_VERSION = "2011-06-15";
const NAMESPACE = `https://sts.amazonaws.com/doc/${API_VERSION}/`;

/** Of the Security Token Service: who the caller is. */
export const stsOperations: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: operation(
    reads,
    { Action: { type: "string", required: true }, Version: { type: "string", required: true } },
    (input, call) => {
      if (input.Version !== API_VERSION) throw unknownAction(input.Action, input);
      return { Arn: `arn:aws:iam::${call.account}:user/local`, UserId: "AIDALOCALLOCALLOCAL00", Account: call.account };
    },
  ),
};

/** The query protocol's refusal of an action, or of a version, that the service does not have. */
export function unknownAction(action: string, form: unknown): AwsError {
  const version = isObject(form) ? form["Version"] : undefined;
  const named = typeof version === "string" ? version : "NO_VERSION_SPECIFIED";
  return new AwsError("InvalidAction", `Could not find operation ${action} for version ${named}`);
}

export function stsAnswer(action: string, output: Readonly<Record<string, unknown>>, requestId: string): string {
  const members = Object.entries(output).map(([name, value]) => `<${name}>${escapeXml(text(value))}</${name}>`);
  const result = `<${action}Result>${members.join("")}</${action}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${action}Response xmlns="${NAMESPACE}">${result}${metadata}</${action}Response>`;
}

export function stsError(error: AwsError, requestId: string): string {
  // The query protocol leaves the word Exception out of the front end's errors.
  const code = error.code.replace(/Exception$/, "");
  const fault = `<Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error>${fault}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
