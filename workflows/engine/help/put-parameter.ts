import { shellWord } from "../values/shell-word.ts";

/** What the command says of the parameter. */
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
 * not show it, or takes it from a pipe. The value gets into no history, no file and no list of processes, and line breaks
 * at its end stay out of it.
 *
 * `cat` takes all that comes before Ctrl-D: nothing of a value of several lines is left for the shell to run, and neither
 * is a command that was pasted behind this one, which would be the value then and is refused. So is what would not be
 * stored as it was given: `aws` changes a carriage return, and a terminal may cut a line at 1,023 bytes.
 */
export function putParameterCommand({ path, region, type = "SecureString", overwrite = false }: PutParameter): string {
  const options = [
    ...(region === undefined ? [] : [`--region ${shellWord(region)}`]),
    `--type ${type} --name ${shellWord(path)} --value file:///dev/stdin`,
    ...(overwrite ? ["--overwrite"] : []),
  ];
  // Nobody traces or exports the value. The trap turns the echo on again, also after Ctrl-C, which ends `cat`.
  const quiet = `set +aex; unset v; trap 'stty echo 2>/dev/null' 0; trap : 2; stty -echo 2>/dev/null`;
  const read = `printf 'Value, then Enter and Ctrl-D: ' >&2; v=$(cat) || exit 130; echo >&2`;
  const refused = `''|*put-parameter*|*"$(printf '\\r')"*`;
  const check = `case $v in ${refused}) echo 'Nothing is stored: one command and one value at a time' >&2; exit 1;; esac`;
  const long = `if [ -t 0 ] && [ \${#v} -gt 1000 ]; then echo 'Nothing is stored: too long for a terminal' >&2; exit 1; fi`;
  return `(${[quiet, read, check, long].join("; ")}; printf %s "$v" | aws ssm put-parameter ${options.join(" ")})`;
}
