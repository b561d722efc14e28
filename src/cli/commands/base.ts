import {
  buildBase,
  failure,
  listBases,
  loadRuntimes,
  networkSettingsFrom,
  removeBase,
  type Base,
} from '../../index.ts';
import type { Command } from '../command.ts';
import { connect, debianSettings } from '../engine.ts';
import { formatTable } from '../print/table.ts';

export const baseList: Command = {
  name: 'base list',
  summary: 'List the base images made of Debian packages',
  arguments: [],
  flags: [],
  examples: ['flexbuild base list'],
  async run(call) {
    await using engine = await connect(call);
    const bases = await listBases(engine);
    call.print.result({ kind: 'bases', bases }, () =>
      formatTable(
        ['REFERENCE', 'SUITE', 'ARCHIVE OF', 'SIZE'],
        bases.map(({ reference, suite, archiveDate, sizeBytes }) => [
          reference,
          suite,
          archiveDate?.slice(0, 10) ?? '',
          `${String(Math.round(sizeBytes / 1e6))} MB`,
        ]),
      ),
    );
    return 0;
  },
};

export const baseBuild: Command = {
  name: 'base build',
  summary: 'Make the base image of a runtime version from Debian packages',
  arguments: [
    {
      usage: '[version]',
      help: 'of Python, for instance 3.11; default: the newest that flexbuild takes by itself',
    },
  ],
  flags: ['update', 'platform', 'mirror', 'acceptExpired'],
  examples: ['flexbuild base build 3.11', 'flexbuild base build 3.13 --update'],
  async run(call) {
    const { args, options, env, print, job } = call;
    const base = debianBase(args[0] ?? null);
    await using engine = await connect(call);
    const network = await networkSettingsFrom(env);
    const made = await buildBase(
      {
        base,
        engine,
        network,
        platform: options.platform,
        update: options.update,
        settings: debianSettings(options),
      },
      job,
    );
    print.result({ kind: 'base', ...made }, () => made.reference);
    return 0;
  },
};

export const baseRm: Command = {
  name: 'base rm',
  summary: 'Remove base images made of Debian packages',
  arguments: [{ usage: '<name>', help: 'a reference, its tag, or a suite for all of its images' }],
  flags: [],
  examples: ['flexbuild base rm bookworm'],
  async run(call) {
    await using engine = await connect(call);
    const removed = await removeBase(engine, call.args[0] ?? '');
    call.print.result({ kind: 'bases-removed', removed }, () => removed.join('\n'));
    return 0;
  },
};

type DebianBase = Extract<Base, { kind: 'debian' }>;

/** The first version that can be made of packages, or the one that is named. */
function debianBase(version: string | null): DebianBase {
  const offers = loadRuntimes()
    .flatMap(({ versions }) => versions)
    .flatMap((offer) =>
      offer.bases.filter((base) => base.kind === 'debian').map((base) => ({ version: offer.version, base })),
    );
  const chosen = version === null ? offers[0] : offers.find((offer) => offer.version === version);
  if (chosen) return chosen.base;
  throw failure({
    code: 'FB6004',
    message: `no Debian suite has version "${version ?? ''}"`,
    hint: `Name one of ${offers.map((offer) => offer.version).join(', ')}.`,
  });
}
