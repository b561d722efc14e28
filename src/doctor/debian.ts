import { messageOf } from '../core/index.ts';
import { loadRuntimes, type Base } from '../runtimes/index.ts';
import type { Examination, Trouble } from './types.ts';

type Asked = Pick<Examination, 'request' | 'machine' | 'engine' | 'network' | 'signal'>;

/** Why no base can be made of Debian packages, and what would help; null where one can. */
export async function debianTrouble(asked: Asked): Promise<Trouble | null> {
  const { engine, machine, signal } = asked;
  const answer = await engine();
  if (answer.kind === 'none') return answer;
  const [obstacle, silence] = await Promise.all([
    machine.debianObstacle(answer.engine, signal),
    silentMirror(asked),
  ]);
  if (obstacle !== null)
    return { message: obstacle, fix: 'Install mmdebstrap: `apt-get install mmdebstrap`.' };
  if (silence === null) return null;
  return { message: silence, fix: 'Name a mirror that answers with --mirror, or set http_proxy.' };
}

/** Why a mirror that was named is of no use; null where all answer. Lines of `deb …`, which a mirror may be as well, are not asked about. */
async function silentMirror({ request, machine, network, signal }: Asked): Promise<string | null> {
  const { mirrors } = request;
  const urls = mirrors.filter((mirror) => URL.canParse(mirror));
  const settings = await network();
  const release = `dists/${suiteOf(request)}/InRelease`;
  const problems = await Promise.all(
    urls.map(async (url) => {
      try {
        const status = await machine.network.status(`${url.replace(/\/$/, '')}/${release}`, settings, signal);
        return status < 400 ? null : `${url} answers ${status} for ${release}`;
      } catch (cause) {
        return `${url} does not answer: ${signal.aborted ? 'it took too long' : messageOf(cause)}`;
      }
    }),
  );
  return problems.find((text) => text !== null) ?? null;
}

/** Of the app's own base, else of those that most apps have. */
function suiteOf({ project }: Asked['request']): string | undefined {
  const image = project?.plan.image;
  const usual = loadRuntimes().flatMap(({ versions }) => versions.flatMap(({ bases }) => bases));
  const own: readonly Base[] = image === undefined || image.kind === 'prebuilt' ? [] : image.bases;
  return [...own, ...usual].find((base) => base.kind === 'debian')?.suite;
}
