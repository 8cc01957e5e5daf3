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
 */
export function putParameterCommand({ path, region, type = "SecureString", overwrite = false }: PutParameter): string {
  const options = [
    region === undefined ? "" : ` --region ${shellWord(region)}`,
    ` --type ${type} --name ${shellWord(path)} --value file:///dev/stdin`,
    overwrite ? " --overwrite" : "",
  ];
  // Where there is no terminal, `stty` has nothing to do. The traps turn the echo on again, also after Ctrl-C.
  const quiet = `trap 'stty echo 2>/dev/null' 0; trap 'exit 130' 2; stty -echo 2>/dev/null`;
  const read = `printf 'Value: ' >&2; IFS= read -r value; echo >&2`;
  return `(${quiet}; ${read}; printf %s "$value" | aws ssm put-parameter${options.join("")})`;
}
