import { error, spanAt, warning, type Diagnostic, type Span } from '../../core/index.ts';
import type { LocatedAppConfig } from '../../manifest/index.ts';
import type { SourceTree } from '../../source/index.ts';

/** The places that can name an entrypoint. */
export type EntrypointOrigin = 'GOOGLE_ENTRYPOINT' | 'Procfile' | 'app.yaml';

/** The command an app wants to be started by, as it is written, and where. */
export interface Entrypoint {
  readonly text: string;
  readonly from: EntrypointOrigin;
  readonly at: Span | null;
}

/** Buildpacks' precedence: what the current images are built by. */
export const currentOrder: readonly EntrypointOrigin[] = ['GOOGLE_ENTRYPOINT', 'Procfile', 'app.yaml'];

/** The older builder reads app.yaml alone; the rest is for apps that would otherwise not start at all. */
export const legacyOrder: readonly EntrypointOrigin[] = ['app.yaml', 'GOOGLE_ENTRYPOINT', 'Procfile'];

/** The first entrypoint in `order`, or null where there is none; says so where one in app.yaml is passed over. */
export function chooseEntrypoint({
  app,
  source,
  order,
}: {
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly order: readonly EntrypointOrigin[];
}): { readonly entrypoint: Entrypoint | null; readonly diagnostics: readonly Diagnostic[] } {
  for (const origin of order) {
    const { text, at, problem } = readers[origin](app, source);
    if (problem) return { entrypoint: null, diagnostics: [problem] };
    if (text === null || text.trim() === '') continue;
    const entrypoint = { text: text.trim(), from: origin, at };
    return { entrypoint, diagnostics: passedOver(entrypoint, app) };
  }
  return { entrypoint: null, diagnostics: [] };
}

interface Found {
  readonly text: string | null;
  readonly at: Span | null;
  readonly problem: Diagnostic | null;
}

const readers: Readonly<Record<EntrypointOrigin, (app: LocatedAppConfig, source: SourceTree) => Found>> = {
  GOOGLE_ENTRYPOINT: ({ config, locate }) => ({
    text: config.buildEnv['GOOGLE_ENTRYPOINT'] ?? null,
    at: locate('build_env_variables', 'GOOGLE_ENTRYPOINT'),
    problem: null,
  }),
  Procfile: (_app, source) => readProcfile(source),
  'app.yaml': ({ config, locate }) => ({ text: config.entrypoint, at: locate('entrypoint'), problem: null }),
};

const procfileLine = /^(\w+):[ \t]*(.+)$/gm;

function readProcfile(source: SourceTree): Found {
  const text = source.readText('Procfile');
  if (text === null) return { text: null, at: null, problem: null };
  const processes = [...text.matchAll(procfileLine)];
  const web = processes.find(([, name]) => name === 'web');
  if (!web?.[2]) {
    const problem = error({
      code: 'FB2022',
      message: `the Procfile has no web process, only [${processes.map(([, name]) => name).join(', ')}]`,
      hint: 'Add a line `web: COMMAND`, or remove the Procfile and set entrypoint in app.yaml.',
      at: spanAt({ file: 'Procfile', text, startOffset: 0 }),
    });
    return { text: null, at: null, problem };
  }
  const endOffset = web.index + web[0].length;
  const startOffset = endOffset - web[2].length;
  return { text: web[2], at: spanAt({ file: 'Procfile', text, startOffset, endOffset }), problem: null };
}

function passedOver(chosen: Entrypoint, { config, locate }: LocatedAppConfig): readonly Diagnostic[] {
  if (chosen.from === 'app.yaml' || config.entrypoint === null || config.entrypoint.trim() === chosen.text)
    return [];
  return [
    warning({
      code: 'FB2025',
      message: `entrypoint is not used: ${chosen.from} comes before it and says \`${chosen.text}\``,
      hint: 'Remove one of the two.',
      at: locate('entrypoint'),
    }),
  ];
}
