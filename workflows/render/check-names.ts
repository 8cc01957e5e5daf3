/** Names of the check runs, as people see them and as branch protection refers to them. */
export const checkNames = {
  plan: "bridgehead / plan",
  apply: "bridgehead / apply",
  rerun: "bridgehead / re-run",
  drift: "bridgehead / drift",
} as const;
