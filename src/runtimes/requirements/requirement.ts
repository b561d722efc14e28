import { validRange } from '@renovatebot/pep440';
import { parseMarker, type Marker } from './marker.ts';
import { shortened, unreadable } from './unreadable.ts';
import type { AppFiles, Refusal, Requirement, RequirementOrigin } from './types.ts';

/** A requirement, or why pip refuses it. */
export type ParsedRequirement = { readonly requirement: Requirement } | Refusal;

/** Reads what stands before the options of a line: `name[extra]>=1; marker`, a URL, a folder or an archive. */
export function parseRequirement(text: string, files: AppFiles): ParsedRequirement {
  const separator = isUrl(text) ? '; ' : ';';
  const at = text.indexOf(separator);
  const body = (at === -1 ? text : text.slice(0, at)).trim();
  const condition = at === -1 ? '' : text.slice(at + separator.length).trim();
  const marker = condition === '' ? null : parseMarker(condition);
  if (condition !== '' && marker === null)
    return { problem: `"${shortened(condition)}" is no marker`, hint: markerHint };
  const parts = partsOf(body, files);
  if ('problem' in parts) return parts;
  return { requirement: { ...parts, text, editable: false, marker } };
}

/** Reads what `-e` names: a folder, or a repository. */
export function parseEditable(text: string, files: AppFiles): ParsedRequirement {
  const direct = parseNamed(text, { withMarker: true });
  if (!('problem' in direct) && direct.origin.kind === 'url')
    return { requirement: { ...direct, text, editable: true } };
  const { path, extras } = withoutExtras(text);
  if (files.isFolder(path)) {
    const origin = { kind: 'path', path } as const;
    return { requirement: { text, editable: true, name: null, extras, specifier: '', origin, marker: null } };
  }
  const url = /^(git|hg|bzr|svn):/i.test(text) ? `${text.slice(0, text.indexOf(':'))}+${text}` : text;
  const isFile = /^file:/i.test(url);
  if (!isFile && !isRepository(url))
    return {
      problem: `-e names neither a folder of the app nor a repository: ${shortened(text)}`,
      hint: editableHint,
    };
  const parts = linkParts({ kind: 'url', url: isFile ? withoutExtras(url).path : url }, isFile ? extras : []);
  if ('problem' in parts) return parts;
  if (parts.name === null && !isFile)
    return { problem: `the name is missing: ${shortened(text)}`, hint: 'Add `#egg=NAME`.' };
  return { requirement: { ...parts, text, editable: true, marker: null } };
}

const markerHint = 'Compare a variable with a text in quotes, as in `python_version >= "3.9"`.';
const editableHint = 'Write `-e ./FOLDER`, or `-e git+https://…#egg=NAME`.';

/** PEP 503. */
function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

type Parts = Pick<Requirement, 'name' | 'extras' | 'specifier' | 'origin'>;

function partsOf(body: string, files: AppFiles): Parts | Refusal {
  if (isUrl(body)) return linkParts({ kind: 'url', url: body }, []);
  const { path, extras } = withoutExtras(body);
  if (looksLikePath(body) && files.isFolder(path)) {
    const isInstallable = ['pyproject.toml', 'setup.py'].some((name) => files.isFile(`${path}/${name}`));
    return isInstallable
      ? linkParts({ kind: 'path', path }, extras)
      : {
          problem: `the folder ${shortened(path)} has neither pyproject.toml nor setup.py`,
          hint: 'Add a pyproject.toml.',
        };
  }
  // An @ makes it `name @ place`, unless the archive is there under this very name.
  const isNamed = body.includes('@') && !looksLikePath(body.slice(0, body.indexOf('@')));
  if (isArchive(path) && (files.isFile(path) || !isNamed)) return linkParts({ kind: 'path', path }, extras);
  return parseNamed(body, { withMarker: false });
}

function linkParts(origin: RequirementOrigin, extras: readonly string[]): Parts | Refusal {
  const place = origin.kind === 'url' ? origin.url : origin.kind === 'path' ? origin.path : '';
  const wheel = /(?:^|\/)([\w.]+)-([\w.!+]+)(?:-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl(?:\?|$)/.exec(
    place.replace(/#.*$/s, ''),
  );
  const [, name, version] = wheel ?? [];
  if (name !== undefined)
    return { name: normalizedName(name), extras, specifier: `==${version ?? ''}`, origin };
  const egg = origin.kind === 'url' ? eggOf(place) : null;
  return egg !== null && 'problem' in egg ? egg : { name: egg?.name ?? null, extras, specifier: '', origin };
}

const namePattern = /^[ \t]*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_])?)[ \t]*(?:\[([^\]]*)\])?[ \t]*/;

/** PEP 508: `name[extra]>=1`, `name @ url`. */
function parseNamed(
  text: string,
  { withMarker }: { readonly withMarker: boolean },
): (Parts & { readonly marker: Marker | null }) | Refusal {
  const [head, name, extraList] = namePattern.exec(text) ?? [];
  const problem = unreadable(text);
  if (head === undefined || name === undefined) return problem;
  const extras = extrasIn(extraList);
  if (extras === null) return problem;
  const rest = text.slice(head.length);
  const parts = { name: normalizedName(name), extras };
  if (rest.startsWith('@')) {
    const [, url, condition] = /^@[ \t]*([^ \t]+)(?:[ \t]+;(.*)|[ \t]*)$/s.exec(rest) ?? [];
    const marker = condition === undefined ? null : parseMarker(condition);
    if (url === undefined || (condition !== undefined && (marker === null || !withMarker))) return problem;
    const egg = eggOf(url);
    if (egg !== null && 'problem' in egg) return egg;
    return { ...parts, specifier: '', origin: { kind: 'url', url }, marker };
  }
  const specifier = specifierIn(rest);
  return specifier === null ? problem : { ...parts, specifier, origin: { kind: 'index' }, marker: null };
}

function extrasIn(list: string | undefined): readonly string[] | null {
  if (list === undefined || list.trim() === '') return [];
  const names = list.split(',').map((name) => name.trim());
  return names.every((name) => /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_])?$/.test(name))
    ? names.map(normalizedName)
    : null;
}

const written = /(===[ \t]*[^\s;)]*(?![^\s;)])[ \t]*(?=,|$)|(?!===)[^,]*)(?:,[ \t]*|$)/y;

/** Null where it is none. A comma at the end is taken; `===` takes all up to a blank, and is split again. */
function specifierIn(text: string): string | null {
  const bare = (/^\((.*)\)[ \t]*$/s.exec(text)?.[1] ?? text).trim();
  const parts: string[] = [];
  written.lastIndex = 0;
  while (written.lastIndex < bare.length) {
    const part = written.exec(bare)?.[1];
    if (part === undefined || part === '') return null;
    parts.push(...part.split(',').flatMap((one) => one.trim() || []));
  }
  return parts.every(isSpecifier) ? parts.join(',') : null;
}

const isSpecifier = (part: string) =>
  part.startsWith('===') || (validRange(part) && !hasMisplacedWildcard(part));

/** PEP 440: `.*` ends a plain release alone. */
const hasMisplacedWildcard = (part: string) =>
  /^[!=]=[^=]/.test(part) && part.endsWith('.*') && !/^[!=]=\s*v?(\d+!)?\d+(\.\d+)*\.\*$/i.test(part);

const repositories = /^(ssh|git|hg|bzr|sftp|svn|(git|hg|bzr|svn)\+[a-z-]+)$/;

function schemeOf(text: string): string {
  return /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase() ?? '';
}

const isRepository = (text: string) => repositories.test(schemeOf(text));
const isUrl = (text: string) => /^(https?|file|ftp)$/.test(schemeOf(text)) || isRepository(text);
const looksLikePath = (text: string) => text.includes('/') || text.startsWith('.');
const isArchive = (path: string) => /\.(zip|whl|tar\.(bz2|gz|xz|lz|lzma)|tbz|tgz|tar|txz|tlz)$/i.test(path);

function withoutExtras(text: string): { readonly path: string; readonly extras: readonly string[] } {
  const at = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  const extras = at > 0 ? extrasIn(text.slice(at + 1, -1)) : null;
  return extras === null ? { path: text, extras: [] } : { path: text.slice(0, at).trimEnd(), extras };
}

/** The name in `#egg=name`; null where there is none. */
function eggOf(url: string): { readonly name: string } | Refusal | null {
  const egg = /[#&]egg=([^&]*)/.exec(url)?.[1];
  if (egg === undefined) return null;
  return /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(egg)
    ? { name: normalizedName(egg) }
    : { problem: `"${shortened(egg)}" is no name of a package`, hint: 'Write `#egg=NAME`, without extras.' };
}
