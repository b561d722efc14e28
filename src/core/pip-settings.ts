import type { Environment } from './environment.ts';
import type { MachineFiles } from './machine-files.ts';
import { pipConfigFiles, pipConfigValues } from './pip-config.ts';
import { redactUrl } from './redact-url.ts';

/** Where pip looks for packages; URLs with user and password where they have one. */
export interface PipSettings {
  readonly indexUrl: string | null;
  readonly extraIndexUrls: readonly string[];
  /** Pages of links, as `--find-links` takes them. */
  readonly findLinks: readonly string[];
  readonly trustedHosts: readonly string[];
  readonly timeoutSec: number | null;
}

/** A setting's value and, for people, where it stands. */
interface Setting {
  readonly value: string;
  readonly from: string;
}

interface PipReading {
  readonly settings: PipSettings;
  readonly cert: { readonly path: string; readonly from: string } | null;
  readonly notPassedOn: readonly { readonly setting: string; readonly reason: string }[];
}

/** Settings that change what pip installs, and cannot go with the build. */
const staysHere: Readonly<Record<string, string>> = {
  'no-index': 'a build without an index finds no packages',
  constraint: 'it names a file of this machine: name it in requirements.txt',
  'client-cert': 'a client certificate stays on this machine',
  'build-constraint': 'it names a file of this machine',
  proxy: 'set HTTP_PROXY and HTTPS_PROXY for image builds',
};

/**
 * pip's settings on this machine: its configuration files, global before user, and then PIP_* variables, which win.
 * Only what tells where packages are is taken; see https://pip.pypa.io/en/stable/topics/configuration/.
 */
export async function pipSettings(env: Environment, machine: MachineFiles): Promise<PipReading> {
  const all = new Map<string, Setting>();
  for (const path of pipConfigFiles(env, machine)) {
    const text = await machine.readText(path).catch(() => null);
    for (const [key, value] of pipConfigValues(text ?? ''))
      all.set(key, { value, from: `${key} in ${path}` });
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('PIP_') && value) all.set(keyOf(name.slice(4)), { value, from: name });
  }
  return readingOf(all);
}

function readingOf(all: ReadonlyMap<string, Setting>): PipReading {
  const notPassedOn: { setting: string; reason: string }[] = [];
  const urlsOf = (key: string): readonly string[] => {
    const setting = all.get(key);
    if (!setting) return [];
    const [urls, local] = partition(setting.value.split(/\s+/).filter(Boolean), isReachable);
    if (local.length > 0) {
      const shown = local.map(redactUrl).join(' ');
      notPassedOn.push({ setting: setting.from, reason: `"${shown}" is a path of this machine` });
    }
    return urls;
  };
  const settings = {
    indexUrl: urlsOf('index-url')[0] ?? null,
    extraIndexUrls: urlsOf('extra-index-url'),
    findLinks: urlsOf('find-links'),
    trustedHosts: all.get('trusted-host')?.value.split(/\s+/).filter(Boolean) ?? [],
    timeoutSec: secondsOf((all.get('timeout') ?? all.get('default-timeout'))?.value),
  };
  for (const [key, reason] of Object.entries(staysHere)) {
    const setting = all.get(key);
    if (setting && !/^(0|false|no|off)$/i.test(setting.value))
      notPassedOn.push({ setting: setting.from, reason });
  }
  const cert = all.get('cert');
  // PIP_CERT itself is among the variables that name a bundle.
  return {
    settings,
    cert: cert && cert.from !== 'PIP_CERT' ? { path: cert.value, from: cert.from } : null,
    notPassedOn,
  };
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function isReachable(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

function secondsOf(value: string | undefined): number | null {
  const seconds = Number(value);
  return value !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

function partition<T>(
  items: readonly T[],
  test: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter((item) => test(item)), items.filter((item) => !test(item))];
}
