/** What is said of a problem. A hint of null: the rule's own fix says it. */
export interface Text {
  readonly message: string;
  readonly hint: string | null;
}
