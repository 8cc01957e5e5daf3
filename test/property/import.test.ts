import * as fc from "fast-check";
import { format } from "oxfmt";
import { describe, expect, it } from "vitest";
import { isDefinitionFile } from "../../workflows/engine/read/definition-files.ts";
import { draftFile, draftFiles, formats } from "../../workflows/engine/import/draft-files.ts";
import { interpret } from "../../workflows/engine/interpret/interpret.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../../workflows/engine/values/json.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { referencesIn } from "../../workflows/engine/values/reference.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { connectionModels } from "./connection-models.ts";
import { nameOf } from "../support/definitions.ts";
import { evaluate } from "../unit/read/support.ts";
import { settings } from "../unit/interpret/support.ts";
import { draftConnection, type LiveConnection, normaliseLive, readablePart } from "../support/of-connections.ts";

const INVOCATION = "/AuthParameters/InvocationHttpParameters";
const OAUTH = "/AuthParameters/OAuthParameters/OAuthHttpParameters";

/** AWS holds values, not references. */
function resolved(value: Json): Json {
  // A description has one line.
  if (typeof value === "string") return referencesIn(value).length > 0 ? "a plain value" : value.replaceAll("\n", " ");
  if (Array.isArray(value)) return value.map(resolved);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each)]))
    : value;
}

function withoutSecrets(value: Json | undefined): JsonObject | null {
  if (!isObject(value)) return null;
  const lists = Object.entries(value).map(([place, list]): [string, Json] => [
    place,
    (Array.isArray(list) ? list : []).map((parameter: JsonObject) => {
      const { Value, ...rest } = parameter;
      return parameter["IsValueSecret"] === false ? { ...rest, Value: Value ?? "" } : rest;
    }),
  ]);
  const used = lists.filter(([, list]) => Array.isArray(list) && list.length > 0);
  return used.length === 0 ? null : Object.fromEntries(used);
}

/** What AWS shows of a connection that was made from a desired state, through Cloud Control and through EventBridge. */
function liveOf(model: Model): LiveConnection {
  const values = resolved(model) as JsonObject;
  const name = nameOf(model);
  const arn = `arn:aws:events:eu-west-1:000000000000:connection/${name}`;
  return {
    name,
    properties: { ...readablePart(values), Name: name, Arn: `${arn}/1`, ArnForPolicy: arn },
    http: { invocation: withoutSecrets(valueAt(values, INVOCATION)), oauth: withoutSecrets(valueAt(values, OAUTH)) },
  };
}

const literals = new Literals(new SecretText("key"));
const names = fc.oneof(
  fc.stringMatching(/^[.\-_A-Za-z0-9]{1,64}$/),
  fc.constantFrom("__proto__", "constructor", "con", "a.d", ".", "_x", "aws-orders"),
);
const lives = fc
  .tuple(names, fc.boolean())
  .chain(([name, isPrivate]) => connectionModels(literals, { name, isPrivate }))
  .map(liveOf);

function draftOf(live: LiveConnection) {
  const draft = draftConnection(live, live.name, settings);
  if ("reason" in draft) throw new Error(`${live.name}: ${draft.message}`);
  return draft;
}

describe("importing", () => {
  it.each(formats)("gives, as %s, a definition that means what AWS shows", async (kind) => {
    await fc.assert(
      fc.asyncProperty(lives, async (live) => {
        const [file] = draftFiles([draftOf(live)], kind, builtinKinds);
        expect(isDefinitionFile(file?.path ?? "")).toBe(true);
        const evaluation = await evaluate({ [file?.path ?? ""]: file?.text ?? "" });
        const { definitions, diagnostics } = interpret(evaluation, settings);
        expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        const [definition] = definitions;
        expect(definition?.options.adopt).toBe(true);
        const model = definition?.model ?? {};
        expect(readablePart(model)).toEqual(readablePart(normaliseLive(live.properties)));
        expect(withoutSecrets(valueAt(model, INVOCATION))).toEqual(live.http.invocation);
        expect(withoutSecrets(valueAt(model, OAUTH))).toEqual(live.http.oauth);
      }),
      { numRuns: 60 },
    );
  });

  it.each(formats)("gives text, as %s, that a formatter leaves alone", async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(lives, { minLength: 1, maxLength: 3 }), async (many) => {
        const { text } = draftFile(`a.${kind}`, many.map(draftOf), kind, builtinKinds);
        expect((await format(`a.${kind}`, text, { printWidth: 120 })).code).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});
