import type { Field, Status } from '../schema/field.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What hovering over a key shows, and what completing it fills in. */
export function describe(field: Field): Schema {
  const { about, status, docs } = field;
  const note = status ? noteOf(status) : null;
  const description = [about, note, docs].filter((part) => part !== null && part !== undefined).join(' ');
  return { description, ...('default' in field && field.default !== null && { default: field.default }) };
}

function noteOf(status: Status): string | null {
  switch (status.kind) {
    case 'no-effect':
      return `flexbuild does nothing with it. ${status.hint ?? ''}`.trim();
    case 'standard-only':
      return 'Of the standard environment alone: it has no effect here.';
    case 'deprecated':
      return `Deprecated. ${status.hint}`;
    case 'refused':
      return `gcloud refuses it. ${status.hint}`;
    case 'alias':
      return status.deprecated ? `Deprecated. Use ${status.of}.` : `The same as ${status.of}.`;
    default:
      return status satisfies never;
  }
}

/** `deprecated` came after draft-07; editors heed it all the same, those with yaml-language-server by its own keyword. */
export function flags({ status }: Field): Schema {
  if (status?.kind === 'refused') return { not: {}, doNotSuggest: true };
  const note = status ? noteOf(status) : null;
  const isOld = status?.kind === 'deprecated' || (status?.kind === 'alias' && status.deprecated);
  return isOld ? { deprecated: true, deprecationMessage: note } : {};
}
