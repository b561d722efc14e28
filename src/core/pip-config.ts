import { posix, win32 } from 'node:path';
import type { Environment } from './environment.ts';
import type { MachineFiles } from './machine-files.ts';

/** Where pip reads its settings, least important first: global, user, PIP_CONFIG_FILE (whose null device means: none). */
export function pipConfigFiles(env: Environment, { platform, home }: MachineFiles): readonly string[] {
  const named = env['PIP_CONFIG_FILE'];
  if (named === '/dev/null' || named === 'nul') return [];
  const folders = platform === 'win32' ? windowsFiles(env, home) : unixFiles(env, { home, platform });
  return named ? [...folders, named] : folders;
}

function windowsFiles(env: Environment, home: string): readonly string[] {
  const global = win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'pip', 'pip.ini');
  const user = win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'pip', 'pip.ini');
  return [global, win32.join(home, 'pip', 'pip.ini'), user];
}

function unixFiles(
  env: Environment,
  { home, platform }: { home: string; platform: NodeJS.Platform },
): readonly string[] {
  const xdg = (env['XDG_CONFIG_DIRS'] || '/etc/xdg')
    .split(':')
    .map((folder) => posix.join(folder, 'pip/pip.conf'));
  const atHome = env['HOME'] || home;
  const user = posix.join(env['XDG_CONFIG_HOME'] || posix.join(atHome, '.config'), 'pip/pip.conf');
  const library = 'Library/Application Support/pip/pip.conf';
  const global = platform === 'darwin' ? [posix.join('/', library)] : [...xdg.toReversed(), '/etc/pip.conf'];
  const own = platform === 'darwin' ? [user, posix.join(atHome, library)] : [user];
  return [...global, posix.join(atHome, '.pip/pip.conf'), ...own];
}

/** The settings that a pip.conf has for `pip install`, keys as pip writes them: `index-url`. What is not INI is passed over. */
export function pipConfigValues(text: string): ReadonlyMap<string, string> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | null = null;
  let key: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line);
    const pair = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (header?.[1]) {
      section = sections.get(header[1]) ?? new Map<string, string>();
      sections.set(header[1], section);
      key = null;
    } else if (/^\s/.test(line) && section && key !== null) {
      section.set(key, `${section.get(key) ?? ''} ${line.trim()}`.trim());
    } else if (pair?.[1] && section) {
      key = pair[1].toLowerCase().replaceAll('_', '-');
      section.set(key, (pair[2] ?? '').trim());
    }
  }
  // pip lets a command's own section win over [global].
  return new Map([...(sections.get('global') ?? []), ...(sections.get('install') ?? [])]);
}
