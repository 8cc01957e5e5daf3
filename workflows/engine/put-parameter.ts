import { shellWord } from "./shell-word.ts";

/** Of the parameter and its place, what its command says. */
interface PutParameter {
  readonly path: string;
  /** Left out where the reader's own settings say it. */
  readonly region?: string;
  /** Default: `SecureString`. */
  readonly type?: "SecureString" | "String";
  /** Writes a new version of a parameter that exists, which is refused otherwise. */
  readonly overwrite?: boolean;
}

/**
 * The command that stores a credential, or another value: one line for any POSIX shell. It asks for the value and does
 * not show it, or takes it from a pipe. The value gets into no history, no file and no list of processes, and the line
 * break that ends its line stays out of it.
 *
 * All of what was given is stored, or nothing. On a terminal, what was pasted behind the command is not the value, and
 * what comes behind the value is no command: both are thrown away and neither is run.
 *
 * No `!`, which some shells replace also between double quotes, and no backtick, which would end the command in
 * Markdown. Names begin with `bh_`, as an alias would break the definition of a function.
 */
export function putParameterCommand({ path, region, type = "SecureString", overwrite = false }: PutParameter): string {
  const options = [
    ...(region === undefined ? [] : [`--region ${shellWord(region)}`]),
    `--type ${type} --name ${shellWord(path)}`,
    ...(overwrite ? ["--overwrite"] : []),
  ];
  // Nobody traces or exports the value, and the end of a pipe is no failure.
  const set = `set +aex -- ${options.join(" ")}`;
  return `(${[set, ...FUNCTIONS, ...TRAPS, ...ASKING, ...CHECKS].join("; ")}; ${STORING})`;
}

/** Tenths of a second in which a terminal has nothing more: what was pasted has ended. A network brings it in pieces. */
const PAUSE = 3;

/**
 * `bh_rest` writes all that waits on standard input. With a terminal, `$bh` is how it was set, and it shows nothing
 * from then on. Without one, `$bh` is empty, and a dot marks the end, as `$(…)` takes line breaks off: an empty line
 * counts in a pipe, and not where somebody presses Enter twice.
 */
const FUNCTIONS = [
  "unset value",
  "bh=$(stty -g 2>/dev/null)",
  `bh_rest() { if [ "$bh" ]; then stty -echo -icanon min 0 time ${PAUSE}; command cat; stty "$bh" -echo; else command cat; echo .; fi; }`,
  `bh_drop() { [ -z "$bh" ] || [ -z "$(bh_rest)" ] || echo "Thrown away: what came behind the $1. Paste one at a time." >&2; }`,
  `bh_no() { echo "Nothing is stored: the value $1" >&2; exit 1; }`,
];

/** Ctrl-C and Ctrl-Z both end it. Programs that it waits for ignore Ctrl-Z: stopped, they would never end. */
const TRAPS = [
  `trap '' TSTP`,
  `trap 'trap "" 1 2 3 15; bh_drop value; [ -z "$bh" ] || stty "$bh"' 0`,
  `trap 'exit 130' 1 2 3 15`,
];

const ASKING = [
  "bh_drop command",
  `printf 'Value: ' >&2`,
  `trap 'exit 130' TSTP`,
  "IFS= read -r value",
  `trap '' TSTP`,
  "echo >&2",
];

const PUT = "aws ssm put-parameter";
const STORING = `printf %s "$value" | ${PUT} "$@" --value file:///dev/stdin`;
const FROM_FILE = `${PUT} $* --value file://FILE`;

/** A carriage return is a line break to `aws`, which would change it. A terminal cuts a line at 1,023 bytes or more. */
const CHECKS = [
  `[ "\${bh:+.}$(bh_rest)" = . ] || bh_no "has more than one line. From a file: ${FROM_FILE}"`,
  `case $value in '') bh_no 'is empty';; *"$(printf '\\r')"*) bh_no 'has a carriage return, which aws would change';; esac`,
  `[ -z "$bh" ] || [ "$(LC_ALL=C; echo \${#value})" -lt 1000 ] || bh_no "is too long for a terminal. From a file: ${FROM_FILE}"`,
];
