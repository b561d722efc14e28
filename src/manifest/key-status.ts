import { label, type Path, type Reader } from './reader.ts';
import type { Field } from './schema/field.ts';
import type { YamlEntry } from './yaml-tree.ts';

/** Reports what is special about a key, whatever its value. */
export function noteStatus({
  own,
  entry,
  path,
  reader: { report },
}: {
  readonly own: Field;
  readonly entry: YamlEntry;
  readonly path: Path;
  readonly reader: Reader;
}): void {
  const { status } = own;
  const { keyRange } = entry;
  const name = label([...path, entry.key]);
  switch (status?.kind) {
    case undefined:
      return;
    case 'refused':
      report.error(keyRange, {
        code: 'FB1015',
        message: `gcloud refuses ${name} in this file`,
        hint: status.hint,
      });
      return;
    case 'no-effect': {
      const message = `${name} is accepted, and has no effect here`;
      report.warning(keyRange, { code: 'FB1101', message, hint: status.hint ?? null });
      return;
    }
    case 'standard-only': {
      const message = `${name} is for the standard environment, and has no effect in the flexible one`;
      report.warning(keyRange, { code: 'FB1104', message, hint: status.hint ?? 'Remove it.' });
      return;
    }
    case 'deprecated': {
      const message = `${name} is deprecated, and has no effect here`;
      report.warning(keyRange, { code: 'FB1103', message, hint: status.hint });
      return;
    }
    case 'alias':
      if (!status.deprecated) return;
      report.warning(keyRange, {
        code: 'FB1103',
        message: `${name} is deprecated`,
        hint: `Write \`${status.of}\` instead.`,
      });
      return;
    default:
      status satisfies never;
  }
}
