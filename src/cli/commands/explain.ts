import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  closest,
  codeExampleOf,
  codes,
  explainProject,
  failure,
  selectExplanation,
  type DiagnosticCode,
} from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { projectFlags } from '../options.ts';
import { formatCode } from '../print/code.ts';
import { formatExplanation, formatMap } from '../print/explanation.ts';
import { definedOnly } from '../projects.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'Say which line of app.yaml led to what, and the other way round',
  arguments: [
    {
      usage: '[what]',
      help: 'a key, a file, FILE:LINE, or the code of an error; default: everything about the app in this folder',
    },
  ],
  flags: [...projectFlags, 'config'],
  examples: [
    'flexbuild explain',
    'flexbuild explain resources.cpu',
    'flexbuild explain app.yaml:7',
    'flexbuild explain Dockerfile:12',
    'flexbuild explain FB1006',
  ],
  async run(call) {
    const [what = '.'] = call.args;
    return /^FB\d+$/i.test(what) ? await explainCode(call, what.toUpperCase()) : await explainApp(call, what);
  },
};

async function explainApp({ options, env, print }: Call, what: string): Promise<number> {
  const { config, context, dockerfile, image, substitute } = options;
  const { folder, question } = questionIn(what);
  const explanation = await explainProject({
    target: config ?? folder,
    context,
    dockerfile,
    image,
    substitutions: substitute ? definedOnly(env) : null,
  });
  if (question === null) {
    print.result({ kind: 'explanation', ...explanation }, () => formatMap(explanation));
  } else {
    const selected = selectExplanation(question, explanation);
    const { service } = explanation;
    print.result({ kind: 'explanation', service, ...selected }, () => formatExplanation(selected));
  }
  return 0;
}

/** A path says which app is meant as well: `backend`, `backend/app.yaml:7`. */
function questionIn(what: string): { readonly folder: string; readonly question: string | null } {
  const file = what.replace(/:\d+$/, '');
  const isFolder = existsSync(file) && statSync(file).isDirectory();
  if (isFolder) return { folder: what, question: null };
  const isPath = file.includes('/') && existsSync(dirname(file));
  return isPath ? { folder: dirname(file), question: basename(what) } : { folder: '.', question: what };
}

async function explainCode({ print }: Call, code: string): Promise<number> {
  if (!isCode(code)) throw unknownCode(code);
  const { fault, title } = codes[code];
  const explained = { code, title, fault, exitCode: exitCodes[fault], ...(await codeExampleOf(code)) };
  print.result({ kind: 'code', ...explained }, () => formatCode(explained));
  return 0;
}

function isCode(code: string): code is DiagnosticCode {
  return Object.hasOwn(codes, code);
}

function unknownCode(code: string): Error {
  const near = closest(code, Object.keys(codes));
  return failure({
    code: 'FB3220',
    message: `there is no error ${code}`,
    hint: near === null ? 'See docs/errors.md for all of them.' : `Write \`flexbuild explain ${near}\`.`,
  });
}
