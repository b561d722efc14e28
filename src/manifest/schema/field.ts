/**
 * A key of a file: what it takes and means, as data. Validation, defaults and documentation are made from it.
 * Every field has its default, and "none" is null.
 */
export type Field = TextField | NumberField | TruthField | MapField | ListField | ObjectField | OpenField;

interface Basics {
  /** One line for whoever writes the file. */
  readonly about: string;
  /** What is special about the key; most have none. */
  readonly status?: Status;
}

export type Status =
  /** Valid, but nothing here acts on it. */
  | { readonly kind: 'no-effect'; readonly hint?: string }
  | { readonly kind: 'deprecated'; readonly hint: string }
  /** gcloud knows the key and refuses it. */
  | { readonly kind: 'refused'; readonly hint: string }
  /** Another name of the key `of` beside it. */
  | { readonly kind: 'alias'; readonly of: string; readonly deprecated: boolean };

/** A regular expression that the whole text has to match; `means` completes "Use …". */
export interface Pattern {
  readonly expression: string;
  readonly means: string;
}

export interface TextField extends Basics {
  readonly type: 'text';
  readonly default: string | null;
  readonly required?: true;
  readonly pattern?: Pattern;
  readonly oneOf?: readonly string[];
}

export interface NumberField extends Basics {
  readonly type: 'number' | 'integer';
  readonly default: number | null;
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
}

export interface TruthField extends Basics {
  readonly type: 'truth';
  readonly default: boolean;
}

/** A mapping of names, which the user chooses, to texts. */
export interface MapField extends Basics {
  readonly type: 'map';
  readonly keys: Pattern;
  /** Where gcloud reads another text in an unquoted value than is written: whose reading counts. */
  readonly reading: 'as-written' | 'as-gcloud';
  /** The values can be secrets, and no message shows them. */
  readonly secret?: true;
  readonly reserved?: Pattern;
}

export interface ListField extends Basics {
  readonly type: 'list';
  readonly items: TextField | ObjectField;
  readonly maxItems?: number;
  /** One value stands for a list of one. */
  readonly orSingle?: true;
}

/** A mapping with fixed keys. */
export interface ObjectField extends Basics {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Field>>;
}

/** Anything: what is in it is not looked at. */
export interface OpenField extends Basics {
  readonly type: 'open';
}

/** What reading a field gives; a list that is not set is null, an object that is not set has its defaults. */
export type ValueOf<F> = F extends { readonly type: 'object'; readonly fields: infer Fields }
  ? { readonly [Key in keyof Fields]: ValueOf<Fields[Key]> }
  : F extends { readonly type: 'list'; readonly items: infer Items }
    ? readonly ValueOf<Items>[] | null
    : F extends { readonly type: 'map' }
      ? Readonly<Record<string, string>>
      : F extends { readonly type: 'truth' }
        ? boolean
        : F extends { readonly type: 'text' }
          ? string | NullUnlessSet<F>
          : F extends { readonly type: 'number' | 'integer' }
            ? number | NullUnlessSet<F>
            : null;

type NullUnlessSet<F> = F extends { readonly required: true }
  ? never
  : F extends { readonly default: null }
    ? null
    : never;
