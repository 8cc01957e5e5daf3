/** What reading the files of one commit may take at most. Each is held before what would go beyond it is asked for. */
export interface SourceBounds {
  /** Files that are definitions or helpers, or could be taken for them. */
  readonly files: number;
  /** Bytes of all of them and their paths, as JSON in UTF-8: the way they are sent to an evaluator. */
  readonly bytes: number;
  /** Entries of trees below the folder: files of any kind, and folders. */
  readonly entries: number;
  /** Trees asked for one by one, where GitHub does not list all at once. */
  readonly trees: number;
  /** Requests for what is not known already: trees, pages of files, single files. */
  readonly requests: number;
}

/**
 * Bytes of one file. It is no member of the bounds: a file that is too large is a fault of that file, and its neighbours
 * are read.
 */
export const largestFile = 1024 * 1024;

/**
 * For what somebody with write permission brought. As many definitions as an evaluation takes, each in a file of its own;
 * as many bytes as one request to an evaluator takes (AWS Lambda: 6 MB, in which what can be declared needs room); as many
 * entries as GitHub lists at once. The requests are enough to read each file alone, where GitHub's GraphQL is refused: of
 * the App's 5,000 an hour.
 */
export const writerBounds: SourceBounds = {
  files: 3_000,
  bytes: 5 * 1024 * 1024,
  entries: 100_000,
  trees: 100,
  requests: 3_200,
};

/**
 * For what a stranger brought, who may send it as often as GitHub lets them: a hundredth of the App's requests of an hour.
 * Whoever may write reads it with the wider bounds, by the button of the check.
 */
export const strangerBounds: SourceBounds = {
  files: 1_000,
  bytes: 1024 * 1024,
  entries: 10_000,
  trees: 10,
  requests: 50,
};

/** Bytes that a file takes where it is sent to an evaluator: with its path, and escaped. */
export function sentBytes({ path, text }: { readonly path: string; readonly text: string }): number {
  return Buffer.byteLength(JSON.stringify({ path, text }));
}
