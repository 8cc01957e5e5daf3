import * as v from "valibot";
import { accountOf, ApiError, json, notFound, param, parseBody, type Route } from "../api.ts";
import { isAncestor } from "../git-history.ts";
import { deleteRef, isRefName, readRefs, resolveObject, updateRef } from "../git-objects.ts";
import { paged } from "../pagination.ts";
import { withRefEvents } from "../ref-events.ts";
import { nodeId } from "../shapes/account.ts";
import { repositoryUrl } from "../shapes/repository.ts";
import type { GithubState } from "../state.ts";

const newRef = v.object({ ref: v.string(), sha: v.string() });
const movedRef = v.object({ sha: v.string(), force: v.optional(v.boolean(), false) });

/** Refs, read and written. Writing one is a push. */
export function refRoutes(state: GithubState): readonly Route[] {
  const { git } = state;
  const shape = (ref: string, sha: string): unknown => ({
    ref,
    node_id: nodeId("REF", 0),
    url: `${repositoryUrl(state)}/git/${ref}`,
    object: { sha, type: "commit", url: `${repositoryUrl(state)}/git/commits/${sha}` },
  });
  return [
    {
      method: "GET",
      path: "/repos/:owner/:repo/git/ref/:ref*",
      access: "read",
      async handle(request) {
        const ref = `refs/${param(request, "ref")}`;
        const sha = (await readRefs(git)).get(ref);
        if (sha === undefined) throw notFound();
        return json(shape(ref, sha));
      },
    },
    {
      method: "GET",
      path: "/repos/:owner/:repo/git/matching-refs/:ref*",
      access: "read",
      async handle(request) {
        const prefix = `refs/${param(request, "ref")}`;
        const refs = [...(await readRefs(git))].filter(([ref]) => ref.startsWith(prefix));
        return paged(request, refs, ([ref, sha]) => shape(ref, sha));
      },
    },
    {
      method: "POST",
      path: "/repos/:owner/:repo/git/refs",
      access: "write",
      async handle(request) {
        const { ref, sha } = parseBody(newRef, request, "Reference");
        if (!(await isWritable(ref))) throw new ApiError(422, `${ref} is not a valid ref name.`);
        if ((await readRefs(git)).has(ref)) throw new ApiError(422, "Reference already exists");
        if ((await resolveObject(git, sha, "commit")) !== sha) throw new ApiError(422, "Object does not exist");
        await withRefEvents(state, accountOf(request), () => updateRef(git, ref, sha));
        return json(shape(ref, sha), 201);
      },
    },
    {
      method: "PATCH",
      path: "/repos/:owner/:repo/git/refs/:ref*",
      access: "write",
      async handle(request) {
        const ref = `refs/${param(request, "ref")}`;
        const { sha, force } = parseBody(movedRef, request, "Reference");
        const current = (await readRefs(git)).get(ref);
        if (current === undefined || !(await isWritable(ref))) throw new ApiError(422, "Reference does not exist");
        if ((await resolveObject(git, sha, "commit")) !== sha) throw new ApiError(422, "Object does not exist");
        if (!force && !(await isAncestor(git, current, sha))) throw new ApiError(422, "Update is not a fast forward");
        await withRefEvents(state, accountOf(request), () => updateRef(git, ref, sha, current));
        return json(shape(ref, sha));
      },
    },
    {
      method: "DELETE",
      path: "/repos/:owner/:repo/git/refs/:ref*",
      access: "write",
      async handle(request) {
        const ref = `refs/${param(request, "ref")}`;
        if (!(await readRefs(git)).has(ref) || !(await isWritable(ref))) {
          throw new ApiError(422, "Reference does not exist");
        }
        await withRefEvents(state, accountOf(request), () => deleteRef(git, ref));
        return { status: 204 };
      },
    },
  ];

  async function isWritable(ref: string): Promise<boolean> {
    return /^refs\/(?:heads|tags)\//.test(ref) && (await isRefName(git, ref));
  }
}
