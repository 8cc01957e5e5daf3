import { associatedPulls } from "../associated-pulls.ts";
import { readCommits } from "../git-history.ts";
import { readTree, type TreeEntry } from "../git-objects.ts";
import { nodeId } from "../shapes/account.ts";
import type { GithubState, Pull } from "../state.ts";
import { checkSuites } from "./check-values.ts";
import { connection, type PageArguments, type Value } from "./connection.ts";
import { createGitReader } from "./git-reader.ts";

/** Bytes of a blob of which `text` has no more: others measured it (sveltia/sveltia-cms#950). */
const largestText = 512_000;
/** Bytes at the beginning in which git looks for a NUL. */
const lookedAt = 8_000;

/** Git's objects as GraphQL has them, read when they are asked for. */
export interface ObjectValues {
  /** By an id, or as git names it (`main:connections`); null: there is none. */
  object(name: string): Promise<Value | null>;
}

/** @param pullRequest a pull request as GraphQL has it */
export function objectValues(state: GithubState, pullRequest: (pull: Pull) => Value): ObjectValues {
  const { git } = state;
  const read = createGitReader(git);

  async function object(name: string): Promise<Value | null> {
    const found = await read(name);
    if (found === undefined) return null;
    switch (found.type) {
      case "blob":
        return blob(found.oid, found.content);
      case "tree":
        return tree(found.oid);
      case "commit":
        return commit(found.oid);
      default:
        return null;
    }
  }

  function blob(oid: string, content: Buffer): Value {
    const isBinary = content.subarray(0, lookedAt).includes(0);
    return {
      ...common("Blob", oid),
      byteSize: content.length,
      isBinary,
      isTruncated: content.length > largestText,
      text: isBinary ? null : textOf(content.subarray(0, largestText)),
    };
  }

  /** [U] what becomes of text that is no UTF-8, and of marks and line ends: whoever needs bytes checks them. */
  function textOf(content: Buffer): string {
    const text = isUtf8(content) ? content.toString() : content.toString("latin1");
    return state.unconfirmed.blobTexts === "as-they-are" ? text : text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  }

  function tree(oid: string): Value {
    return {
      ...common("Tree", oid),
      entries: async () => (await readTree(git, oid, false)).map(entry),
    };
  }

  function entry({ path, mode, type, sha, size }: TreeEntry): Value {
    return {
      name: path,
      nameRaw: Buffer.from(path).toString("base64"),
      path,
      mode: Number.parseInt(mode, 8),
      type,
      size: size ?? 0,
      oid: sha,
      object: () => (type === "commit" ? null : object(sha)),
    };
  }

  async function commit(oid: string): Promise<Value | null> {
    const [found] = await readCommits(git, [oid]);
    if (found === undefined) return null;
    return {
      ...common("Commit", oid),
      message: found.message,
      committedDate: found.committer.date,
      tree: tree(found.tree),
      parents: (args: PageArguments) => connection("parents", args, found.parents, commit),
      checkSuites: (args: PageArguments) => checkSuites(state, oid, args),
      associatedPullRequests: async (args: PageArguments) =>
        connection("associatedPullRequests", args, await associatedPulls(state, oid), pullRequest),
    };
  }

  return { object };
}

function common(type: string, oid: string): Value {
  const id = nodeId(type.slice(0, 1), Number.parseInt(oid.slice(0, 12), 16));
  return { __typename: type, id, oid, abbreviatedOid: oid.slice(0, 7) };
}

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
