/* What GitHub shows a workflow's run as: its file's `run-name`, with what was asked for put in. */

type Inputs = Readonly<Record<string, string>>;

/** A workflow's own name; undefined: its file has none. */
export function workflowName(file: string): string | undefined {
  return scalar(file, "name");
}

/**
 * The title of a run that was dispatched with these inputs; undefined: the file has no `run-name`, or one with an
 * expression of another kind than `inputs.x`, `'text'`, `a || b`, `a && b` and `format('{0}', a)`. An input is text,
 * whatever its type. [U] that GitHub trims the title.
 */
export function runTitle(file: string, given: Inputs): string | undefined {
  const pattern = scalar(file, "run-name");
  if (pattern === undefined) return undefined;
  const inputs = { ...defaults(file), ...given };
  let isUnknown = false;
  const title = pattern.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const value = evaluate(expression, inputs);
    isUnknown ||= value === undefined;
    return value ?? "";
  });
  return isUnknown || title.trim() === "" ? undefined : title.trim();
}

/** A value at the top of a YAML file that is text on one line, or on indented ones below. */
function scalar(file: string, key: string): string | undefined {
  const lines = file.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^[^\s]/.test(line));
  const [first = "", ...more] = lines.slice(start, end < 0 ? lines.length : end);
  const head = first.slice(key.length + 1).trim();
  const parts = /^[>|][+-]?$/.test(head) ? more : [head, ...more];
  return unquoted(
    parts
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .join(" "),
  );
}

/** What `workflow_dispatch` says an input is when nobody says it. */
function defaults(file: string): Inputs {
  const found: Record<string, string> = {};
  const lines = file.split("\n").filter((line) => line.trim() !== "");
  const start = lines.findIndex((line) => /^\s+inputs:\s*$/.test(line));
  const [head = "", first = "", ...rest] = start < 0 ? [] : lines.slice(start);
  let input = "";
  for (const line of [first, ...rest]) {
    if (indent(line) <= indent(head)) break;
    const [, key = "", value = ""] = /^\s*([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (indent(line) === indent(first)) input = key;
    else if (key === "default") found[input] = unquoted(value);
  }
  return found;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

function unquoted(text: string): string {
  const [, double, single] = /^(?:"(.*)"|'(.*)')$/.exec(text) ?? [];
  return double ?? single?.replaceAll("''", "'") ?? text;
}

/** undefined: it holds something else than what is understood here. */
function evaluate(expression: string, inputs: Inputs): string | undefined {
  const tokens = [...expression.matchAll(/\s*('(?:[^']|'')*'|\|\||&&|[\w.-]+|[(),]|\S)/g)].map(([, token]) => token);
  let at = 0;

  /** Operands are text: an empty one is false. */
  function either(): string | undefined {
    let left = both();
    while (tokens[at] === "||") {
      at += 1;
      const right = both();
      if (right === undefined || left === undefined) return undefined;
      if (left === "") left = right;
    }
    return left;
  }

  function both(): string | undefined {
    let left = operand();
    while (tokens[at] === "&&") {
      at += 1;
      const right = operand();
      if (right === undefined || left === undefined) return undefined;
      if (left !== "") left = right;
    }
    return left;
  }

  function operand(): string | undefined {
    const token = tokens[at] ?? "";
    at += 1;
    if (token.startsWith("'")) return unquoted(token);
    if (token === "format") return format();
    const [, input] = /^inputs\.([\w-]+)$/.exec(token) ?? [];
    return input === undefined ? undefined : (inputs[input] ?? "");
  }

  function format(): string | undefined {
    if (tokens[at] !== "(") return undefined;
    const values: (string | undefined)[] = [];
    do {
      at += 1;
      values.push(either());
    } while (tokens[at] === ",");
    if (tokens[at] !== ")") return undefined;
    at += 1;
    const [pattern, ...given] = values;
    if (pattern === undefined || given.includes(undefined)) return undefined;
    return pattern.replaceAll(/\{(\d+)\}/g, (place, index: string) => given[Number(index)] ?? place);
  }

  const value = either();
  return at === tokens.length ? value : undefined;
}
