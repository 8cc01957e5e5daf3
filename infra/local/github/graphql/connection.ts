import { GraphQLError } from "graphql";

/** Of a connection in one request. */
const largestPage = 100;

/** An object of an answer: values, and functions of what is read only when it is asked for. */
export type Value = Readonly<Record<string, unknown>>;

export interface PageArguments {
  readonly first?: number;
  readonly last?: number;
  readonly after?: string;
  readonly before?: string;
}

/** One page of a connection as GitHub makes it: whoever names no size, or more than a hundred, is refused. */
export function connection<T>(name: string, args: PageArguments, items: readonly T[], shape: (item: T) => unknown) {
  const { first, last } = args;
  const size = first ?? last;
  if (size === undefined) {
    const asks = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw refused("MISSING_PAGINATION_BOUNDARIES", asks);
  }
  if (size < 0 || size > largestPage) {
    const limit = `exceeds the \`${first === undefined ? "last" : "first"}\` limit of ${largestPage} records.`;
    throw refused("EXCESSIVE_PAGINATION", `Requesting ${size} records on the \`${name}\` connection ${limit}`);
  }
  const begin = args.after === undefined ? 0 : indexOf(args.after) + 1;
  const end = args.before === undefined ? items.length : indexOf(args.before);
  const from = first === undefined ? Math.max(begin, end - size) : begin;
  const to = first === undefined ? end : Math.min(end, begin + size);
  const page = items.slice(from, to);
  return {
    totalCount: items.length,
    nodes: page.map(shape),
    pageInfo: {
      startCursor: page.length === 0 ? null : cursorOf(from),
      endCursor: page.length === 0 ? null : cursorOf(to - 1),
      hasPreviousPage: from > 0,
      hasNextPage: to < items.length,
    },
  };
}

/** What GitHub says in `errors` with status 200. */
export function refused(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

function cursorOf(index: number): string {
  return Buffer.from(`cursor:${index}`).toString("base64");
}

function indexOf(cursor: string): number {
  const index = Number(/^cursor:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1]);
  if (!Number.isSafeInteger(index))
    throw refused("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
  return index;
}
