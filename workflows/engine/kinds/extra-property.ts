/** A property that a definition may have beside those of the resource type. It has one spelling. */
export interface ExtraProperty {
  /** One sentence for editors and documentation. */
  readonly doc: string;
  readonly type: "string" | "boolean" | "number";
  readonly enum?: readonly string[];
  /** Texts that a switch takes beside true and false. */
  readonly also?: readonly string[];
  /** What holds where the property is left out; absent: nothing that could be written. */
  readonly default?: string | boolean;
  /** Of a credential: the last level of the parameter's name that hints propose. Absent: as of what it stands for. */
  readonly label?: string;
  /** Whether the scheme of an `Authorization` header is put before what is written. */
  readonly addsScheme?: true;
}

export type ExtraProperties = Readonly<Record<string, ExtraProperty>>;
