import { stringify } from 'yaml';
import { failure, shellWord, type FlexbuildError } from '../core/index.ts';

/** The error of a folder without app.yaml (FB1001). */
export function missingAppYaml(folder: string): FlexbuildError {
  return failure({
    code: 'FB1001',
    message: `there is no app.yaml in ${folder}`,
    hint: `Let \`flexbuild init${folder === '.' ? '' : ` ${shellWord(folder)}`}\` write one, or name the folder or file that has it.`,
  });
}

/** The shortest app.yaml that says all this. Settings are quoted, so that gcloud reads 3.10 as it is. */
export function minimalAppYaml({
  runtime,
  entrypoint,
  settings,
}: {
  readonly runtime: string;
  readonly entrypoint: string | null;
  readonly settings: Readonly<Record<string, string>>;
}): string {
  const quoted = Object.keys(settings).length > 0 && stringify({ runtime_config: settings }, quotedValues);
  const command = entrypoint !== null && stringify({ entrypoint }, { version: '1.1', lineWidth: 0 });
  return [`runtime: ${runtime}\n`, 'env: flex\n', command, quoted].filter((part) => part !== false).join('');
}

const quotedValues = { version: '1.1', defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } as const;
