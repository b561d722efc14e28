import { digestOf, redactUrl, type NetworkSettings } from '../core/index.ts';
import { subjectHash } from './subject-hash.ts';

/** A `--mount` flag for RUN, and where in the container it mounts. */
export interface RunMount {
  readonly target: string;
  readonly flag: string;
}

/**
 * Everything under this folder leaves nothing behind: /dev is a file system of the step's own. The other targets are
 * places where the tools look by themselves and nothing is hidden: mounting over /etc/ssl/certs/ca-certificates.crt
 * makes update-ca-certificates fail, and over /etc/pip.conf takes the image's own index away.
 */
const folder = '/dev/flexbuild';
const bundle = `${folder}/ca.pem`;
const pipCache = `${folder}/pip`;
/** What pip reads first, and the image's, the user's and the app's settings win over. */
const pipConfig = '/etc/xdg/pip/pip.conf';
const aptConfig = '/etc/apt/apt.conf.d/99flexbuild';

/** What each RUN is given. A secret's content is no part of the builder's cache key, but its id is. */
export function runMounts(network: NetworkSettings): {
  readonly mounts: readonly RunMount[];
  readonly secrets: Readonly<Record<string, Uint8Array>>;
} {
  const files = [
    { id: pipSecretId(network.pip), target: pipConfig, text: pipConfigText(network) },
    ...certificateFiles(network.ca),
  ];
  // Any user of the image may write: pip leaves a cache alone that is not its own.
  const cache = {
    target: pipCache,
    flag: `--mount=type=cache,id=flexbuild-pip-cache,target=${pipCache},mode=0777`,
  };
  const secretMounts = files.map(({ id, target }) => ({
    target,
    flag: `--mount=type=secret,id=${id},target=${target},mode=0444,required=true`,
  }));
  const encoder = new TextEncoder();
  const secrets = Object.fromEntries(files.map(({ id, text }) => [id, encoder.encode(text)]));
  return { mounts: [cache, ...secretMounts], secrets };
}

/** Packages of another index need another layer; another password does not. */
function pipSecretId({ indexUrl, extraIndexUrls, findLinks }: NetworkSettings['pip']): string {
  if (indexUrl === null && extraIndexUrls.length === 0 && findLinks.length === 0) return 'flexbuild-pip';
  const places = {
    index: indexUrl && redactUrl(indexUrl),
    extra: extraIndexUrls.map(redactUrl),
    links: findLinks.map(redactUrl),
  };
  return `flexbuild-pip-${digestOf(places).slice(0, 12)}`;
}

function pipConfigText({ pip, ca }: NetworkSettings): string {
  const settings: Readonly<Record<string, string | null>> = {
    'cache-dir': pipCache,
    cert: ca && bundle,
    'index-url': pip.indexUrl,
    'extra-index-url': listOf(pip.extraIndexUrls),
    'find-links': listOf(pip.findLinks),
    'trusted-host': listOf(pip.trustedHosts),
    timeout: pip.timeoutSec === null ? null : String(pip.timeoutSec),
  };
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    value === null ? [] : [`${key} = ${value}`],
  );
  return ['[global]', ...lines, ''].join('\n');
}

function listOf(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join('\n    ');
}

/** OpenSSL finds a certificate by its name, so curl, git and Python's ssl take the company's own beside the image's. */
function certificateFiles(
  ca: NetworkSettings['ca'],
): readonly { id: string; target: string; text: string }[] {
  if (ca === null) return [];
  const named = new Map<string, string>();
  for (const certificate of ca.own) {
    const hash = subjectHash(certificate);
    named.set(hash, (named.get(hash) ?? '') + certificate);
  }
  const hashed = [...named].map(([hash, text], index) => ({
    id: `flexbuild-ca-${index + 1}`,
    target: `/etc/ssl/certs/${hash}.0`,
    text,
  }));
  const apt = { id: 'flexbuild-apt', target: aptConfig, text: `Acquire::https::CAInfo "${bundle}";\n` };
  return [{ id: 'flexbuild-ca', target: bundle, text: ca.pem }, apt, ...hashed];
}
