import { error, type Diagnostic } from '../../../core/index.ts';
import { withoutUsers } from '../../requirements/without-users.ts';
import type { WantedLine } from './wanted.ts';

/** Lines that pip refuses in a file with hashes: those without one of their own, in their URL or among the constraints. */
export function unhashedLines(lines: readonly WantedLine[]): readonly Diagnostic[] {
  const constrained = new Set(
    lines.filter((line) => line.constraint && hasHash(line)).map(({ requirement }) => requirement.name),
  );
  return lines
    .filter(({ constraint, holds }) => !constraint && holds === true)
    .filter((line) => !hasHash(line) && !constrained.has(line.requirement.name))
    .map(({ requirement: { text, editable }, at }) =>
      error({
        code: 'FB2038',
        message: `pip refuses ${withoutUsers(text)}: it has no hash, and with hashes anywhere all have to have one`,
        hint:
          editable || /^\w+\+/.test(text)
            ? 'Name an archive of it, `https://….zip#sha256=…`, or leave out all hashes: a repository cannot have one.'
            : 'Add its hashes (`pip-compile --generate-hashes` writes them all), or leave out all of them.',
        at,
      }),
    );
}

function hasHash({ options, requirement: { origin } }: WantedLine): boolean {
  const ofUrl =
    origin.kind === 'url' && /[#&](sha256|sha384|sha512|sha1|sha224|md5)=[0-9a-f]+/i.test(origin.url);
  return ofUrl || options.some(({ name }) => name === 'hash');
}
