import type { Command, PlannedFile, RuntimeVersion } from '../../types.ts';
import { pythonVersionData, type Layout, type PythonData } from './data.ts';
import type { PythonEntrypoint } from './entrypoint.ts';
import type { Requirements } from './requirements.ts';

/** The Dockerfile of a Python app. */
export function planDockerfile({
  data,
  version,
  layout,
  requirements,
  installGunicorn,
  entrypoint,
}: {
  readonly data: PythonData;
  readonly version: RuntimeVersion;
  readonly layout: Layout;
  readonly requirements: Requirements | null;
  readonly installGunicorn: boolean;
  readonly entrypoint: PythonEntrypoint;
}): PlannedFile {
  const row = pythonVersionData(version);
  const lists = data.packages[row.packages] ?? { build: [], runtime: [] };
  const { interpreterPackages } = row;
  const view = {
    pythonVersion: version.version,
    baseImage: version.bases.find((base) => base.kind === 'registry')?.reference ?? '',
    buildPackageLines: wrap([...interpreterPackages.build, ...(requirements ? lists.build : [])]),
    runtimePackageLines: wrap([...interpreterPackages.runtime, ...(requirements ? lists.runtime : [])]),
    localePackages: layout.locale === 'C.UTF-8' ? '' : data.localePackages.join(' '),
    locale: layout.locale,
    language: layout.locale.split('.')[0] ?? '',
    createEnvironment: row.createEnvironment,
    installsPackages: requirements !== null || installGunicorn,
    pipVersion: row.pip,
    installGunicorn,
    gunicornVersion: row.gunicorn,
    hasRequirements: requirements !== null,
    requirementsNeedApp: requirements?.fromAppFiles ?? false,
    requirementCopies: requirements === null ? [] : copiesOf(requirements.files),
    folder: layout.folder,
    link: layout.link,
    otherImages: layout.otherImages,
    commandNote: commandNote(entrypoint),
    command: dockerCommand(entrypoint.command),
  };
  const decidedBy: Readonly<Record<keyof typeof view, readonly string[]>> = viewDecidedBy;
  return { path: 'Dockerfile', template: 'runtimes/python/Dockerfile.hbs', view, decidedBy, setBy: {} };
}

const dependencies = ['dependencies', 'interpreter'];

/** Topics of decisions; the names of Debian packages differ between the bases of interpreters. */
const viewDecidedBy = {
  pythonVersion: ['interpreter'],
  baseImage: ['base'],
  buildPackageLines: dependencies,
  runtimePackageLines: dependencies,
  localePackages: ['lay-out'],
  locale: ['lay-out'],
  language: ['lay-out'],
  createEnvironment: ['interpreter'],
  installsPackages: ['dependencies', 'gunicorn'],
  pipVersion: ['interpreter'],
  installGunicorn: ['gunicorn'],
  gunicornVersion: ['gunicorn', 'interpreter'],
  hasRequirements: ['dependencies'],
  requirementsNeedApp: ['dependencies'],
  requirementCopies: ['dependencies'],
  folder: ['lay-out'],
  link: ['lay-out'],
  otherImages: ['lay-out'],
  commandNote: ['entrypoint'],
  command: ['entrypoint'],
};

const lineWidth = 100;

/** Words as lines that fit. */
function wrap(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of [...new Set(words)].sort()) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineWidth)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What COPY takes, one line for each folder, since COPY flattens what it is given. */
function copiesOf(files: readonly string[]): readonly string[] {
  const byFolder = Map.groupBy(files, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  return [...byFolder].map(([folder, paths]) => {
    const words = [...paths, folder === '' ? './' : folder];
    return words.some((word) => /\s/.test(word)) ? jsonArray(words) : words.join(' ');
  });
}

function commandNote({ from, reason }: PythonEntrypoint): string {
  return from === 'default'
    ? `For want of an entrypoint: ${reason}.`
    : `The entrypoint of ${from}: ${reason}.`;
}

/**
 * What CMD takes. Shell form runs /bin/sh, which is the legacy images' way; for bash the JSON form names it, since some
 * builders pass over SHELL. Lines that the Dockerfile's own syntax would read differently are JSON, too.
 */
function dockerCommand(command: Command): string {
  if (command.form === 'image') return '';
  if (command.form === 'exec') return jsonArray(command.argv);
  const { shell, text } = command;
  const survives = !/[\n\r]|\\$|^\[/.test(text);
  return shell === 'sh' && survives ? text : jsonArray([`/bin/${shell}`, '-c', text]);
}

function jsonArray(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
