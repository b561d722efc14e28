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

/** The first entrypoint in `order`, or null where there is none; says so where another one is passed over. */
export function chooseEntrypoint({
  app,
  source,
  order,
}: {
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly order: readonly EntrypointOrigin[];
}): { readonly entrypoint: Entrypoint | null; readonly diagnostics: readonly Diagnostic[] } {
  for (const [index, from] of order.entries()) {
    const { text, at, diagnostics } = readers[from](app, source);
    if (diagnostics.some(({ severity }) => severity === 'error')) return { entrypoint: null, diagnostics };
    if (text === null || text.trim() === '') continue;
    const entrypoint = { text: text.trim(), from, at };
    const later = order.slice(index + 1).map((other) => ({ from: other, ...readers[other](app, source) }));
    return {
      entrypoint,
      diagnostics: [...diagnostics, ...later.flatMap((other) => passedOver(entrypoint, other))],
    };
  }
  return { entrypoint: null, diagnostics: [] };
}

interface Found {
  readonly text: string | null;
  readonly at: Span | null;
  readonly diagnostics: readonly Diagnostic[];
}

const nothing: Found = { text: null, at: null, diagnostics: [] };

const readers: Readonly<Record<EntrypointOrigin, (app: LocatedAppConfig, source: SourceTree) => Found>> = {
  GOOGLE_ENTRYPOINT: ({ config, locate }) => ({
    text: config.buildEnv['GOOGLE_ENTRYPOINT'] ?? null,
    at: locate('build_env_variables', 'GOOGLE_ENTRYPOINT'),
    diagnostics: [],
  }),
  Procfile: (_app, source) => readProcfile(source),
  'app.yaml': ({ config, locate }) => ({
    text: config.entrypoint,
    at: locate('entrypoint'),
    diagnostics: [],
  }),
};

/** As Google's builder has it: the command may stand on the next line, and of two processes of one name the first counts. */
const procfileLine = /^(\w+):\s*(.+)$/gm;

function readProcfile(source: SourceTree): Found {
  const text = source.readText('Procfile');
  if (text === null) return nothing;
  const processes = [...text.matchAll(procfileLine)];
  const [web, ...others] = processes.filter(([, name]) => name === 'web');
  if (!web) {
    const names = processes.map(([, name]) => name).join(', ');
    const problem = error({
      code: 'FB2022',
      message: `the Procfile has no web process, ${names === '' ? 'and no other either' : `only [${names}]`}`,
      hint: 'Add a line `web: COMMAND`, or remove the Procfile and set entrypoint in app.yaml.',
      at: spanAt({ file: 'Procfile', text, startOffset: 0 }),
    });
    return { ...nothing, diagnostics: [problem] };
  }
  const commandSpan = ([line, , command = '']: RegExpExecArray, index: number) => {
    const endOffset = index + line.trimEnd().length;
    return spanAt({ file: 'Procfile', text, startOffset: endOffset - command.trimEnd().length, endOffset });
  };
  const diagnostics = others.map((other) =>
    warning({
      code: 'FB2025',
      message: `this web process is not used: the Procfile has one before it, which says \`${web[2]?.trim() ?? ''}\``,
      hint: 'Remove one of the two.',
      at: commandSpan(other, other.index),
    }),
  );
  return { text: web[2] ?? null, at: commandSpan(web, web.index), diagnostics };
}

/** In the older builder's order a Procfile comes last, where nobody expects it to count. */
function passedOver(
  chosen: Entrypoint,
  { from, text, at }: Found & { readonly from: EntrypointOrigin },
): readonly Diagnostic[] {
  if (chosen.from === 'app.yaml' || text === null || text.trim() === chosen.text) return [];
  return [
    warning({
      code: 'FB2025',
      message: `${from === 'Procfile' ? 'the Procfile' : 'entrypoint'} is not used: ${chosen.from} comes before it and says \`${chosen.text}\``,
      hint: 'Remove one of the two.',
      at,
    }),
  ];
}
