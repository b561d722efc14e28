import { satisfies } from '@renovatebot/pep440';
import { warning, type Diagnostic } from '../../../core/index.ts';
import type { SourceTree } from '../../../source/index.ts';
import { markerHolds } from '../../requirements/marker.ts';
import { readRequirementFiles } from '../../requirements/read.ts';
import type {
  Requirement,
  RequirementFiles,
  RequirementLine,
  RequirementOrigin,
} from '../../requirements/types.ts';
import { withoutUsers } from '../../requirements/without-users.ts';
import { unhashedLines } from './hashes.ts';
import { imageEnvironment, newerPythons } from './image-environment.ts';
import { wantedLines, type WantedLine } from './wanted.ts';

/** What requirements.txt, and all that it includes, comes to in the image. */
export interface Requirements {
  /** Names of the packages that will be installed, as PEP 503 normalises them, and `name[extra]` for each extra. */
  readonly names: ReadonlySet<string>;
  /** Something is installed whose name, or whose own dependencies, only pip can know: a folder, a list at a URL. */
  readonly hasUnknown: boolean;
  /** Named, and left out by their markers. */
  readonly skipped: readonly string[];
  /** requirements.txt, and the files it includes by -r and -c, in that order. */
  readonly files: readonly string[];
  /** A hash anywhere makes pip ask for hashes everywhere. */
  readonly hashes: boolean;
  /** It installs something out of the app's own files (`-e .`, `./lib`, `--find-links wheels`): those have to be there first. */
  readonly fromAppFiles: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a Python version's image installs by. */
export interface Installer {
  /** `3.11`. */
  readonly python: string;
  /** The release of pip. */
  readonly pip: string;
}

/** Null where the app has no requirements.txt. */
export function readRequirements(source: SourceTree, installer: Installer): Requirements | null {
  const read = readRequirementFiles({ source, path: 'requirements.txt', variables: {} });
  if (read === null) return null;
  const wanted = wantedLines(read.lines, installer.python);
  const installed = wanted.filter(({ constraint, holds }) => !constraint && holds !== false);
  const dropped = wanted.filter(({ constraint, holds }) => !constraint && holds === false);
  const names = new Set(installed.flatMap(({ requirement }) => namesOf(requirement)));
  const hashes = asksForHashes(read.lines);
  return {
    names,
    hasUnknown: read.remote.length > 0 || installed.some(({ requirement }) => isOpaque(requirement)),
    skipped: [...new Set(dropped.flatMap(({ requirement }) => requirement.name ?? []))].filter(
      (name) => !names.has(name),
    ),
    files: read.files,
    hashes,
    fromAppFiles: installed.some(({ requirement: { origin } }) => isOfApp(origin)) || hasLocalLinks(read),
    diagnostics: inOrder(read.files, [
      ...forPip(read.diagnostics, installer.pip),
      ...(hashes ? unhashedLines(wanted) : []),
      ...unknownVariables(read.lines),
      ...forNewerPython(dropped, names, installer.python),
    ]),
  };
}

/** By file, and by line within each. */
function inOrder(files: readonly string[], problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const rank = ({ at }: Diagnostic) => [files.indexOf(at?.file ?? ''), at?.start.offset ?? 0] as const;
  return problems.toSorted((a, b) => {
    const [[fileA, offsetA], [fileB, offsetB]] = [rank(a), rank(b)];
    return fileA - fileB || offsetA - offsetB;
  });
}

function namesOf({ name, extras }: Requirement): readonly string[] {
  return name === null ? [] : [name, ...extras.map((extra) => `${name}[${extra}]`)];
}

/** A package of the app's own, or of a repository, brings what nobody but its author can tell. */
const isOpaque = ({ name, origin }: Requirement) => name === null || origin.kind !== 'index';

function isOfApp(origin: RequirementOrigin): boolean {
  return origin.kind === 'path' || (origin.kind === 'url' && /^file:/i.test(origin.url));
}

function hasLocalLinks({ lines }: RequirementFiles): boolean {
  return lines.some(({ options }) =>
    options.some(({ name, value }) => name === 'find-links' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value)),
  );
}

function asksForHashes(lines: readonly RequirementLine[]): boolean {
  const options = new Set(
    lines.flatMap(({ options: given, requirement }) =>
      given
        .filter(({ name }) => name === 'require-hashes' || (name === 'hash' && requirement !== null))
        .map(({ name }) => name),
    ),
  );
  const refused = lines.some(({ options: given }) => given.some(({ name }) => name === 'no-require-hashes'));
  return options.has('require-hashes') || (options.has('hash') && !refused);
}

/** What is read here is read as by pip 26; older ones let some lines pass, so there these are but warnings. */
function forPip(problems: readonly Diagnostic[], pip: string): readonly Diagnostic[] {
  if (satisfies(pip, '>=26')) return problems;
  return problems.map((problem) =>
    problem.code === 'FB2034' ? { ...problem, severity: 'warning' } : problem,
  );
}

/** A build has no variables of the app: what is in `env_variables` comes with the instance. */
function unknownVariables(lines: readonly RequirementLine[]): readonly Diagnostic[] {
  return lines.flatMap(({ unknownVariables: [name], at }) =>
    name === undefined
      ? []
      : [
          warning({
            code: 'FB2039',
            message: `\${${name}} stays as it is written: pip runs in the image's build, which has no variable of this name`,
            hint: "Write the value; an index and its password can go into this machine's pip configuration, which builds are given.",
            at,
          }),
        ],
  );
}

/**
 * Lines for an older Python are what libraries that became part of Python look like; those for a newer one, with nothing of the
 * same name in their place, mean that the app is meant for that Python.
 */
function forNewerPython(
  dropped: readonly WantedLine[],
  names: ReadonlySet<string>,
  python: string,
): readonly Diagnostic[] {
  const isForNewer = ({ requirement: { marker } }: WantedLine) =>
    newerPythons(python).some((newer) => marker && markerHolds(marker, imageEnvironment(newer)) === true);
  const missed = dropped.filter(
    (line) => line.requirement.name !== null && !names.has(line.requirement.name) && isForNewer(line),
  );
  const [first, ...others] = missed;
  if (!first) return [];
  const more = others.length === 0 ? '' : `, and ${others.length} more of the same kind`;
  return [
    warning({
      code: 'FB2037',
      message: `${first.requirement.name ?? ''} is not installed: its marker asks for a newer Python than ${python}${more}`,
      hint: 'Ask for that Python in runtime_config, or give a line for the one that is used.',
      at: first.at,
      detail: others.map(
        ({ at, requirement }) => `${at.file}:${at.start.line}: ${withoutUsers(requirement.text)}`,
      ),
    }),
  ];
}
