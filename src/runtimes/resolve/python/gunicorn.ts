import { optionValue } from '../../entrypoint/option-values.ts';

/** How an entrypoint starts gunicorn. */
export interface GunicornCommand {
  /** `--workers`; null where the command line does not say. */
  readonly workers: string | null;
  /** `--config`; null where gunicorn looks for gunicorn.conf.py in the folder it starts in. */
  readonly config: string | null;
  /** `--worker-class`; null: sync. */
  readonly workerClass: string | null;
  /** The folder it starts in, relative to the app's; '' for the app's own. */
  readonly folder: string;
}

/** The gunicorn among the programs of an entrypoint, or null. */
export function findGunicorn(programs: readonly (readonly string[])[]): GunicornCommand | null {
  let folder = '';
  for (const words of programs) {
    const [program = '', ...rest] = words;
    if (program === 'cd' && rest[0] !== undefined && /^[\w./-]+$/.test(rest[0]))
      folder = within(folder, rest[0]);
    const options = gunicornOptions(program, rest);
    if (options !== null) {
      return {
        workers: optionValue(options, '-w', '--workers'),
        config: optionValue(options, '-c', '--config'),
        workerClass: optionValue(options, '-k', '--worker-class'),
        folder,
      };
    }
  }
  return null;
}

function gunicornOptions(program: string, rest: readonly string[]): readonly string[] | null {
  if (/(^|\/)gunicorn$/.test(program)) return rest;
  const isPython = /(^|\/)python[\d.]*$/.test(program);
  const module = rest.indexOf('-m');
  return isPython && module !== -1 && rest[module + 1] === 'gunicorn' ? rest.slice(module + 2) : null;
}

function within(folder: string, step: string): string {
  const parts = [...folder.split('/'), ...step.split('/')].filter((part) => part !== '' && part !== '.');
  return parts.join('/');
}
