/** Schedules in which something was wrong once, and what it was. They are lived through at every change. */
export const pastSeeds: readonly { readonly seed: number; readonly what: string }[] = [
  { seed: 20, what: "an open pull request had no check of its plan" },
];
