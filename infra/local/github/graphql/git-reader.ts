import type { Git } from "../git.ts";

export interface GitThing {
  readonly oid: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Reads objects by what names them, all that are asked for in one turn by one process; undefined: there is none. */
export function createGitReader(git: Git): (name: string) => Promise<GitThing | undefined> {
  let waiting: { readonly name: string; readonly found: PromiseWithResolvers<GitThing | undefined> }[] = [];

  async function readAll(): Promise<void> {
    const asked = waiting;
    waiting = [];
    try {
      const input = asked.map(({ name }) => `${name}\n`).join("");
      const output = await git.run(["cat-file", "--batch"], { input });
      let at = 0;
      for (const { found } of asked) {
        const end = output.indexOf("\n", at);
        const [, oid, type, size] = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(output.toString("utf8", at, end)) ?? [];
        at = end + 1;
        if (oid === undefined || type === undefined) {
          found.resolve(undefined);
          continue;
        }
        found.resolve({ oid, type, content: output.subarray(at, at + Number(size)) });
        at += Number(size) + 1;
      }
    } catch (error) {
      for (const { found } of asked) found.reject(error);
    }
  }

  return async (name) => {
    // One line each; what git would take for an option or a range is none.
    if (!/^[^\s^~?*[\\-][^\n^~?*[\\]*$/.test(name) || /\.\.|@\{/.test(name)) return undefined;
    const found = Promise.withResolvers<GitThing | undefined>();
    waiting.push({ name, found });
    if (waiting.length === 1) setImmediate(() => void readAll());
    return found.promise;
  };
}
