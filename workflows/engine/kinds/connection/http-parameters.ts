import { HEADER_NAME_CHARACTERS, HEADER_NAME_FORM } from "../header-name.ts";
import type { ListNode, ObjectNode, StringNode } from "../schema.ts";

/* What EventBridge adds to requests: the part of a connection's schema that stands in it twice. */

/** Printable ASCII and tabs, not tabs alone. */
const API_HEADER_VALUE = String.raw`^\t*[\x20-\x7E][\t\x20-\x7E]*$`;

/** No control character, as the API model has it for query strings; the service matches the whole text. */
const API_QUERY_KEY = String.raw`^[^\x00-\x1F\x7F]+$`;
/** Line breaks are taken, other control characters are not. */
const API_QUERY_VALUE = String.raw`^[^\x00-\x09\x0B\x0C\x0E-\x1F\x7F]+$`;

const parameters = (place: string, key: Partial<StringNode>, value: Partial<StringNode>): ListNode => ({
  kind: "list",
  removal: "empty",
  doc: `Parameters that EventBridge adds to the ${place}; 100 at most.`,
  apiMaxItems: 100,
  key: "Key",
  label: place.split(" ")[0] ?? place,
  items: {
    kind: "object",
    doc: `One parameter of the ${place}.`,
    required: ["Key", "Value"],
    properties: {
      Key: { kind: "string", doc: "The parameter's name.", example: "x-source", quotable: true, ...key },
      Value: {
        kind: "string",
        doc: "The parameter's value.",
        secret: { unless: "IsValueSecret" },
        scheme: true,
        example: "orders",
        ...value,
      },
      IsValueSecret: {
        kind: "boolean",
        doc: "Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly.",
        default: true,
      },
    },
  },
});

/**
 * UpdateConnection keeps what a request leaves out, invocation parameters were seen to. That an empty list clears is
 * unconfirmed (docs/operations.md).
 */
export const httpParameters = (doc: string): ObjectNode => ({
  kind: "object",
  removal: "empty",
  doc,
  properties: {
    HeaderParameters: parameters(
      "header",
      {
        form: HEADER_NAME_FORM,
        apiMaxLength: 512,
        apiPattern: `^[${HEADER_NAME_CHARACTERS}]+$`,
        repair: { words: HEADER_NAME_CHARACTERS },
      },
      { form: "printable ASCII characters", travels: "header", apiMaxLength: 512, apiPattern: API_HEADER_VALUE },
    ),
    QueryStringParameters: parameters(
      "query string",
      { form: "a text without control characters", apiMaxLength: 512, apiPattern: API_QUERY_KEY },
      {
        form: "a text without control characters other than line breaks",
        apiMaxLength: 512,
        apiPattern: API_QUERY_VALUE,
      },
    ),
    BodyParameters: parameters("body", {}, {}),
  },
});
