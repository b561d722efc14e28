import { homedir } from 'node:os';
import { Script } from 'node:vm';
import { userFolders } from '../../index.ts';
import { exitCodes } from '../exit-codes.ts';
import { openCodeCache, type CodeCache } from './code-cache.ts';

interface ScriptRequest {
  readonly text: string;
  /** For stacks. */
  readonly filename: string;
  /** Of the text. */
  readonly digest: string;
  /** The command line, without the two words in front of it. */
  readonly argv: readonly string[];
}

/**
 * Gives a script's value, run together with the code that V8 made of it when the same command ran before. Node's own
 * compile cache keeps a module as it is before it runs, so that each function is compiled again when it is called, and
 * that takes longer than most commands do.
 */
export function runScript({ text, filename, digest, argv }: ScriptRequest): unknown {
  const cache = cacheFor(argv, digest);
  const cachedData = cache?.read() ?? undefined;
  const script = new Script(text, { filename, cachedData });
  const value: unknown = script.runInThisContext();
  const isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  if (cache && !isKept)
    process.once('exit', (exitCode) => {
      // A mistake in the command line ends a command before most of it has run.
      if (exitCode !== exitCodes.usage) cache.write(script.createCachedData());
    });
  return value;
}

function cacheFor(argv: readonly string[], digest: string): CodeCache | null {
  const [first = 'help'] = argv;
  // What a command's help runs is next to nothing of the command.
  const command = argv.includes('--help') || argv.includes('-h') ? 'help' : first;
  // Node's own switch for its compile cache: https://nodejs.org/api/cli.html#node_disable_compile_cache1
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] === '1' || !/^[a-z-]+$/.test(command)) return null;
  const { code } = userFolders({ env: process.env, home: homedir() });
  return openCodeCache({ folder: code, digest, command });
}
