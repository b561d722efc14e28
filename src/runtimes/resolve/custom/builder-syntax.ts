import { warning, type Diagnostic, type DiagnosticCode, type Span } from '../../../core/index.ts';
import type { Dockerfile, Instruction, Stretch } from '../../../dockerfile/index.ts';

/**
 * What the builder behind `gcloud app deploy` refuses: Cloud Build's docker step, which builds without BuildKit unless
 * cloudbuild.yaml sets DOCKER_BUILDKIT=1.
 */
export function builderSyntax(
  { directives, instructions }: Dockerfile,
  spanOf: (startOffset: number, endOffset: number) => Span,
): readonly Diagnostic[] {
  const say = ({ code, message, hint, start, end }: Finding) =>
    warning({ code, message, hint, at: spanOf(start, end) });
  const syntax = directives.filter(({ name }) => name === 'syntax').map(syntaxLine);
  return [
    ...syntax,
    ...instructions.flatMap((instruction) => checks.flatMap((check) => check(instruction))),
  ].map(say);
}

interface Finding extends Stretch {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint: string;
}

const refused = 'the builder of `gcloud app deploy` refuses';

/** By keyword and flag, what to write instead. Of COPY and ADD, the older builder knows --from and --chown alone. */
const buildKitFlags: readonly {
  readonly code: DiagnosticCode;
  readonly keywords: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}[] = [
  {
    code: 'FB2050',
    keywords: ['RUN'],
    flags: {
      mount:
        'Leave it out: a cache only saves time, files can be copied, and flexbuild gives its builds what this machine has.',
      network: 'Leave it out.',
      security: 'Leave it out.',
    },
  },
  {
    code: 'FB2052',
    keywords: ['COPY', 'ADD'],
    flags: {
      link: 'Leave it out: it only saves time.',
      chmod: 'Set the modes in the app, or by a `RUN chmod` after it.',
      parents: 'Name the folder as the target.',
      exclude: 'Name what is left out in .dockerignore.',
      checksum: 'Check it in a RUN: `sha256sum --check`.',
      'keep-git-dir': 'Clone the repository in a RUN.',
      unpack: 'Unpack it in a RUN.',
    },
  },
];

type Check = (instruction: Instruction) => readonly Finding[];

const checks: readonly Check[] = [
  ({ keyword, flags }) =>
    buildKitFlags
      .filter(({ keywords }) => keywords.includes(keyword))
      .flatMap(({ code, flags: known }) =>
        flags.flatMap(({ name, start, end }) => {
          const hint = known[name];
          const message = `${refused} ${keyword} --${name}, which is BuildKit's`;
          return hint === undefined ? [] : [{ code, message, hint, start, end }];
        }),
      ),
  ({ keyword, heredocs: [first] }) =>
    first === undefined
      ? []
      : [
          {
            code: 'FB2051',
            message: `${refused} here-documents: it takes the lines after this one for instructions`,
            hint:
              keyword === 'RUN'
                ? 'Join the commands with `&& \\`, or copy a script and run it.'
                : 'Put the text into a file of the app, and copy that.',
            start: first.start,
            end: first.end,
          },
        ],
];

function syntaxLine({ value, start, end }: Stretch & { readonly value: string }): Finding {
  return {
    code: 'FB2053',
    message: `the builder of \`gcloud app deploy\` takes this line for a comment, and BuildKit fetches ${value} for it, which fails where no registry answers`,
    hint: 'Remove it.',
    start,
    end,
  };
}
