import * as v from "valibot";
import { chunked } from "../../workflows/calls/all-pages.ts";
import { type CheckReport, MOST_ANNOTATIONS } from "../../workflows/ports/checks.ts";
import type { CheckAccess, RequestAnnotation, Run } from "./check-runs.ts";

/** A limit of the checks API. */
const annotationsPerRequest = 50;

const annotationSchema = v.object({
  path: v.string(),
  start_line: v.number(),
  annotation_level: v.nullable(v.string()),
  title: v.nullable(v.string()),
  message: v.nullable(v.string()),
});

export type Batch = readonly RequestAnnotation[];
export type Batches = readonly Batch[];

/** What the report's annotations have beyond those that are known, as far as one run has room. */
export function batchesOf(report: CheckReport, known: ReadonlySet<string>): Batches {
  const added = report.annotations
    .map(({ path, line, level, title, message }): RequestAnnotation => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: level,
      title,
      message,
    }))
    .filter((annotation) => !known.has(identity(annotation)))
    .slice(0, Math.max(0, MOST_ANNOTATIONS + 1 - known.size));
  return chunked(added, annotationsPerRequest);
}

export async function annotationsOf(
  { client, id }: CheckAccess,
  report: CheckReport,
  run: Run,
): Promise<ReadonlySet<string>> {
  if (run.output.annotations_count === 0 || report.annotations.length === 0) return new Set();
  const listed = await client.collect("list annotations", v.array(annotationSchema), (page) =>
    client.rest.checks.listAnnotations({ owner: id.owner, repo: id.name, check_run_id: run.id, per_page: 100, page }),
  );
  return new Set(listed.map(identity));
}

function identity(annotation: v.InferOutput<typeof annotationSchema>): string {
  const { path, start_line: line, annotation_level: level, title, message } = annotation;
  return JSON.stringify([path, line, level, title ?? "", message ?? ""]);
}
