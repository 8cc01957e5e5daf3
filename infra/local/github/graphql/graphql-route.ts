import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  execute,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from "graphql";
import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, type ApiResponse, json, type Route } from "../api.ts";
import type { GithubState } from "../state.ts";
import { refused } from "./connection.ts";
import { rootValue } from "./resolvers.ts";
import { schemaText } from "./schema.ts";

/** Of one call (docs.github.com/graphql/overview/resource-limitations). */
const mostNodes = 500_000;

const query = v.object({
  query: v.string(),
  variables: v.optional(v.nullable(v.record(v.string(), v.unknown())), null),
  operationName: v.optional(v.nullable(v.string()), null),
});

/** GitHub's GraphQL: it answers with status 200 also where it refuses, and says why in `errors`. */
export function graphqlRoute(state: GithubState): Route {
  const schema = buildSchema(schemaText);

  async function answer(request: ApiRequest): Promise<{ readonly data?: unknown; readonly errors?: unknown }> {
    const asked = v.safeParse(query, request.body);
    if (!asked.success) return { errors: [{ message: "A query attribute must be specified and must be a string." }] };
    const { query: text, variables, operationName } = asked.output;
    let document: DocumentNode;
    try {
      document = parse(text);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [shape(error)] };
      throw error;
    }
    const wrong = validate(schema, document);
    if (wrong.length > 0) return { errors: wrong.map(shape) };
    const nodes = nodesOf(document, variables ?? {});
    if (nodes > mostNodes) {
      const limit = `which exceeds the maximum limit of ${mostNodes.toLocaleString("en-US")}.`;
      const much = `This query requests up to ${nodes.toLocaleString("en-US")} possible nodes ${limit}`;
      return { errors: [shape(refused("MAX_NODE_LIMIT_EXCEEDED", much))] };
    }
    const { data, errors } = await execute({
      schema,
      document,
      rootValue: rootValue(state, accountOf(request)),
      variableValues: variables,
      operationName,
    });
    return { ...(data === undefined ? {} : { data }), ...(errors === undefined ? {} : { errors: errors.map(shape) }) };
  }

  return {
    method: "POST",
    path: "/api/graphql",
    access: "read",
    isQuery: true,
    async handle(request): Promise<ApiResponse> {
      const body = await answer(request);
      const { largestAnswer } = state.unconfirmed;
      if (largestAnswer !== null && JSON.stringify(body).length > largestAnswer) {
        throw new ApiError(502, "We couldn't respond to your request in time.");
      }
      return json(body);
    },
  };
}

/** GitHub puts the type of an error beside its message. */
function shape(error: GraphQLError): unknown {
  const { message, locations, path, extensions } = error;
  const type = extensions["type"];
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(path === undefined ? {} : { path }),
    locations,
    message,
  };
}

/** How many nodes the connections of a query may give at most: each page times the pages around it. */
function nodesOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const part of document.definitions) {
    if (part.kind === Kind.FRAGMENT_DEFINITION) fragments.set(part.name.value, part.selectionSet);
  }

  function pageOf({ arguments: given = [] }: FieldNode): number | undefined {
    const size = given.find(({ name }) => name.value === "first" || name.value === "last")?.value;
    if (size?.kind === Kind.INT) return Number(size.value);
    return size?.kind === Kind.VARIABLE ? Number(variables[size.name.value] ?? 0) : undefined;
  }

  function count({ selections }: SelectionSetNode, around: number): number {
    let sum = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) sum += count(fragment, around);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        sum += count(selection.selectionSet, around);
      } else if (selection.selectionSet !== undefined) {
        const page = pageOf(selection);
        sum += (page === undefined ? 0 : page * around) + count(selection.selectionSet, (page ?? 1) * around);
      }
    }
    return sum;
  }

  return document.definitions.reduce(
    (sum, part) => sum + (part.kind === Kind.OPERATION_DEFINITION ? count(part.selectionSet, 1) : 0),
    0,
  );
}
