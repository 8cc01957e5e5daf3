/** What is said of a problem. `hint` null: the rule's own fix. */
export interface Text {
  readonly message: string;
  readonly hint: string | null;
}
