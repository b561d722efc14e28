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
  /** The page that documents the key and what is in it; without one, that of the section around it. */
  readonly docs?: string;
  /** What to do where a node of another kind stands: the forms that people bring along from other tools. A hint each. */
  readonly instead?: Readonly<Partial<Record<'scalar' | 'list' | 'map', string>>>;
}

export type Status =
  /** Valid, but nothing here acts on it. */
  | { readonly kind: 'no-effect'; readonly hint?: string }
  /** A key of the standard environment: valid, and the flexible one does nothing with it. */
  | { readonly kind: 'standard-only'; readonly hint?: string }
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
  /** What editors hold the text to, where a parser of its own reads it here and says more. */
  readonly shape?: Pattern;
  readonly oneOf?: readonly string[];
  /** Usual values, where any are allowed that the pattern takes. */
  readonly examples?: readonly string[];
  /** What a list in its place is meant as: the words of one command. */
  readonly orList?: 'command';
}

export interface NumberField extends Basics {
  readonly type: 'number' | 'integer';
  readonly default: number | null;
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
  /** What it counts; a value that brings its unit along (`2Gi`, `30s`) is told what to write. */
  readonly unit?: 'seconds' | 'GB' | 'cores' | 'share';
  /** gcloud refuses a fraction here, where it cuts others. */
  readonly exact?: true;
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
  /** Names that mean something to App Engine; where they are listed, others get a warning. */
  readonly known?: Readonly<Record<string, KnownName>>;
}

/** A name in a mapping whose names are the user's to choose. */
export interface KnownName {
  readonly about: string;
  readonly required?: true;
  readonly pattern?: Pattern;
  /** The runtimes that read it; all, where this is left out. */
  readonly runtimes?: readonly string[];
  /** A list is read as well: the runtime's builder takes it from the file, whatever gcloud sends. */
  readonly orList?: true;
}

export interface ListField extends Basics {
  readonly type: 'list';
  readonly items: TextField | ObjectField | OpenField;
  readonly maxItems?: number;
  /** One value stands for a list of one. */
  readonly orSingle?: true;
}

/** A mapping with fixed keys. */
export interface ObjectField extends Basics {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Field>>;
}

/** The table of a whole file, and what is particular to the file. */
export interface FileSchema<Table extends ObjectField = ObjectField> {
  readonly table: Table;
  /** What to write into an empty file. A hint. */
  readonly minimum: string;
  /** Names that people bring from elsewhere, in lower case without separators, and what does it here. Hints. */
  readonly broughtAlong: Readonly<Record<string, string>>;
  /** Those among them that are another name and nothing else, and the key: putting it there needs no thought. */
  readonly renames?: Readonly<Record<string, string>>;
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
