import { caBundle, type CaBundle } from './ca-bundle.ts';
import { error, type Diagnostic } from './diagnostics.ts';
import type { Environment } from './environment.ts';
import { throwErrorsAmong } from './errors.ts';
import { thisMachine, type MachineFiles } from './machine-files.ts';
import { pipSettings, type PipSettings } from './pip-settings.ts';
import { redactUrl } from './redact-url.ts';

/** How this machine reaches the outside: what steps that fetch packages have to be given as well. */
export interface NetworkSettings {
  /** URLs, with user and password where they have one. */
  readonly proxy: {
    readonly http: string | null;
    readonly https: string | null;
    /** Hosts that are reached without a proxy, comma-separated. */
    readonly no: string | null;
  };
  readonly ca: CaBundle | null;
  readonly pip: PipSettings;
  /** Settings that mean something on this machine alone, and so stay here. */
  readonly notPassedOn: readonly SettingNotPassedOn[];
}

/** A setting that image builds do without, and why. */
export interface SettingNotPassedOn {
  /** The variable, or the key and its file. */
  readonly setting: string;
  readonly reason: string;
}

/** Settings of a machine that reaches everything directly. */
export const directNetwork: NetworkSettings = {
  proxy: { http: null, https: null, no: null },
  ca: null,
  pip: { indexUrl: null, extraIndexUrls: [], findLinks: [], trustedHosts: [], timeoutSec: null },
  notPassedOn: [],
};

/**
 * The settings in `env`, in pip's configuration files and in the system's certificate store.
 * Throws FB3011 where a certificate bundle that a variable names cannot be used, and FB3012 where a proxy is no URL.
 */
export async function networkSettingsFrom(
  env: Environment,
  machine: MachineFiles = thisMachine,
): Promise<NetworkSettings> {
  const proxies = proxiesIn(env);
  const pip = await pipSettings(env, machine);
  const ca = await caBundle({ env, pipCert: pip.cert, machine });
  throwErrorsAmong([...proxies.diagnostics, ...ca.diagnostics]);
  return {
    proxy: proxies.proxy,
    ca: ca.bundle,
    pip: pip.settings,
    notPassedOn: [...allProxyIn(env), ...pip.notPassedOn],
  };
}

/** Lower case comes first, as curl has it: a CGI's environment can be made to hold HTTP_PROXY by a request's header. */
function proxiesIn(env: Environment): {
  readonly proxy: NetworkSettings['proxy'];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const urlIn = (...names: readonly string[]): string | null => {
    const name = names.find((candidate) => env[candidate]);
    if (name === undefined) return null;
    const value = env[name] ?? '';
    const url = value.includes('://') ? value : `http://${value}`;
    if (URL.canParse(url)) return url;
    diagnostics.push(
      error({
        code: 'FB3012',
        message: `${name} is "${redactUrl(url)}", which is not a URL`,
        hint: `Write ${name} as http://HOST:PORT, or unset it.`,
      }),
    );
    return null;
  };
  const proxy = {
    http: urlIn('http_proxy', 'HTTP_PROXY'),
    https: urlIn('https_proxy', 'HTTPS_PROXY'),
    no: env['no_proxy'] || env['NO_PROXY'] || null,
  };
  return { proxy, diagnostics };
}

/** ALL_PROXY is not among the build arguments that every engine keeps out of an image's history. */
function allProxyIn(env: Environment): readonly SettingNotPassedOn[] {
  const name = ['all_proxy', 'ALL_PROXY'].find((candidate) => env[candidate]);
  return name === undefined
    ? []
    : [{ setting: name, reason: 'set HTTP_PROXY and HTTPS_PROXY for image builds' }];
}

/** The proxies as variables, each in both cases: curl reads `http_proxy` in lower case alone, other clients take either. */
export function proxyVariables(proxy: NetworkSettings['proxy']): Readonly<Record<string, string>> {
  const named = { HTTP_PROXY: proxy.http, HTTPS_PROXY: proxy.https, NO_PROXY: proxy.no };
  const variables = Object.entries(named).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const, [name.toLowerCase(), value] as const],
  );
  return Object.fromEntries(variables);
}
