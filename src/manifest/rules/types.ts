import type { Diagnostic } from '../../core/index.ts';
import type { Path } from '../reader.ts';
import type { AppYaml } from '../schema/app-yaml.ts';

/** What is wrong between keys; a `warning` goes on. */
export interface Finding extends Pick<Diagnostic, 'code' | 'message' | 'hint'> {
  readonly warning?: true;
  /** The key it is about; the rule's first one that is set, where this is left out. */
  readonly at?: Path;
}

/** Something that no single key can break. */
export interface Rule {
  /** The keys it compares: it is skipped where one of them has an error of its own, or none is set. */
  readonly keys: readonly Path[];
  readonly find: (values: AppYaml, isSet: (path: Path) => boolean) => readonly Finding[];
}
